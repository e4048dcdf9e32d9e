package convnet.fuzz;

import java.util.List;
import java.util.stream.Stream;

/** All of them. */
final class Targets {
  private Targets() {}

  static List<Target> all() {
    return Stream.of(
            ImageFuzz.targets(),
            TensorFuzz.targets(),
            NetworkFuzz.targets(),
            RunFuzz.targets(),
            CommandLineFuzz.targets())
        .flatMap(List::stream)
        .toList();
  }

  /** The one of this name. */
  static Target named(String name) {
    return all().stream().filter(target -> target.name().equals(name)).findFirst().orElseThrow();
  }
}
