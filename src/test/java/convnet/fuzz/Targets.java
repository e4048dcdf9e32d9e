package convnet.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
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

  /** The one of this name, or several {@link #together}. */
  static Target named(String name) {
    List<Target> named = Stream.of(name.split("[+]")).map(Targets::one).toList();
    return named.size() == 1 ? named.getFirst() : together(named);
  }

  private static Target one(String name) {
    return all().stream().filter(target -> target.name().equals(name)).findFirst().orElseThrow();
  }

  /** Several as one: the first byte of an input says for which of them the rest is. */
  static Target together(List<Target> targets) {
    return new Target(
        targets.stream().map(Target::name).collect(Collectors.joining("+")),
        input ->
            input.length > 0
                && targets
                    .get((input[0] & 0xFF) % targets.size())
                    .reading()
                    .of(Arrays.copyOfRange(input, 1, input.length)),
        () -> seedsOf(targets));
  }

  /** Those of all, and what is kept for them. */
  private static List<byte[]> seedsOf(List<Target> targets) {
    List<byte[]> seeds = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
      for (List<byte[]> some : List.of(targets.get(i).seeds().get(), Corpus.of(targets.get(i)))) {
        for (byte[] seed : some) {
          byte[] marked = new byte[1 + seed.length];
          marked[0] = (byte) i;
          System.arraycopy(seed, 0, marked, 1, seed.length);
          seeds.add(marked);
        }
      }
    }
    return seeds;
  }
}
