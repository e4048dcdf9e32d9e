package convnet.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.OptionalInt;

/** The bundled architectures, each a network file (JSON) among this package's resources. */
public final class Architectures {
  private static final List<String> NAMES =
      List.of("alexnet", "alexnet-2012", "alexnet-cifar", "linear", "lenet5", "vgg11", "resnet18");

  private Architectures() {}

  /** The names of the bundled architectures. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * A bundled architecture with the number of classes in its own network file.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public static Architecture bundled(String name) {
    return bundled(name, OptionalInt.empty());
  }

  /**
   * A bundled architecture for this number of classes.
   *
   * @throws IllegalArgumentException if there is none of this name, or {@code classes} is below 1
   */
  public static Architecture bundled(String name, int classes) {
    if (classes < 1) {
      throw new IllegalArgumentException("a classifier has at least one class, not " + classes);
    }
    return bundled(name, OptionalInt.of(classes));
  }

  private static Architecture bundled(String name, OptionalInt classes) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException(
          "no architecture is named %s: one of %s".formatted(name, String.join(", ", NAMES)));
    }
    String resource = name + ".json";
    try (InputStream in = Architectures.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its file " + resource);
      }
      return NetworkJson.read(in.readAllBytes(), resource, classes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
