package convnet.cli;

import convnet.io.MalformedFileException;
import convnet.io.SafeTensorsReader;
import convnet.kernel.Parallel;
import convnet.train.ModelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The options for the models to run, and for what their files may not contain: the network and the
 * class names.
 */
final class ModelOptions {
  private final CommandSpec command;
  private Path model = Path.of("");
  private List<Path> others = List.of();
  private @Nullable String arch;
  private @Nullable Path classFile;

  ModelOptions(Options options) {
    command = options.command();
    options.parameter(
        0,
        "MODEL",
        given -> model = given,
        "A model file, such as RUN/best.safetensors of convnet train.");
    options.paths(
        "--ensemble",
        "MODEL",
        given -> others = given,
        "Another model: the answer is then the mean of the models' probabilities, which is"
            + " usually right more often than any one of them. It must have the same classes; its"
            + " preprocessing may differ. May be repeated.");
    options.text(
        "--arch",
        "NETWORK",
        given -> arch = given,
        "The network of a MODEL that does not contain it, such as a PyTorch state dict in"
            + " safetensors: an architecture's name or a network file (JSON).");
    options.path(
        "--classes",
        "FILE",
        given -> classFile = given,
        "With --arch: a file of class names, one per line. Default: the names in another model of"
            + " the ensemble, or else the class numbers.");
  }

  /** Whether there are several models. */
  boolean isEnsemble() {
    return !others.isEmpty();
  }

  /**
   * @throws UsageException if these options do not go together
   */
  void check() {
    if (classFile != null && arch == null) {
      throw misuse(
          "--classes needs --arch: a model that contains its network also has the class"
              + " names");
    }
    if (others.contains(Path.of(""))) {
      throw misuse("--ensemble : it is empty");
    }
  }

  /**
   * Opens the models.
   *
   * @param models receives them
   * @param inPlace whether each is run only once, so that large matrices may stay in the file; see
   *     {@link ModelFile#read}
   * @throws UsageException if a file does not contain its network and {@code --arch} is missing, or
   *     all contain it and {@code --arch} is given
   * @throws IOException if one cannot be read, does not take images of 1 or 3 channels, or has
   *     other classes than the first
   */
  void open(Models models, boolean inPlace, int threads) throws IOException {
    List<Opened> files = new ArrayList<>();
    for (Path file : Stream.concat(Stream.of(model), others.stream()).toList()) {
      ModelArgument.requireFile(file);
      files.add(new Opened(file, models.keep(SafeTensorsReader.openStateDict(file))));
    }
    if (arch != null && files.stream().allMatch(Opened::saysItsNetwork)) {
      throw misuse(
          "--arch %s: %s contains its own network, classes and preprocessing: leave it out"
              .formatted(arch, model));
    }
    List<String> names = arch == null ? null : names(files);
    try (Parallel parallel = new Parallel(threads)) {
      for (Opened file : files) {
        ModelFile read =
            file.saysItsNetwork() || arch == null
                ? readModel(file, inPlace, parallel)
                : readStateDict(file, arch, names, inPlace, parallel);
        requireImages(read, file.path);
        models.add(read);
        requireSameClasses(read.classes(), file.path, models.classes());
      }
    }
    if (!inPlace) {
      models.close();
    }
  }

  private record Opened(Path path, SafeTensorsReader reader) {
    boolean saysItsNetwork() {
      return ModelFile.saysItsNetwork(reader);
    }
  }

  /** The class names for state dicts; null if neither an option nor another model gives them. */
  private @Nullable List<String> names(List<Opened> files) throws IOException {
    if (classFile != null) {
      return ClassFile.read(classFile);
    }
    for (Opened file : files) {
      if (file.saysItsNetwork()) {
        return ModelFile.classes(file.reader, file.path);
      }
    }
    return null;
  }

  private ModelFile readModel(Opened file, boolean inPlace, Parallel parallel) throws IOException {
    try {
      return ModelFile.read(file.reader, file.path, inPlace, parallel);
    } catch (ModelFile.NoNetworkException e) {
      throw misuse(e.getMessage() + ": give it with --arch NAME");
    }
  }

  private ModelFile readStateDict(
      Opened file, String network, @Nullable List<String> names, boolean inPlace, Parallel parallel)
      throws IOException {
    try {
      return ModelFile.readStateDict(
          file.reader,
          file.path,
          classes -> NetworkArgument.fitting(network, classes),
          names,
          inPlace,
          parallel);
    } catch (IllegalArgumentException e) {
      throw misuse(String.valueOf(e.getMessage()));
    }
  }

  private static void requireImages(ModelFile model, Path file) throws MalformedFileException {
    int channels = model.architecture().network().input().channels();
    if (channels != 1 && channels != 3) {
      throw new MalformedFileException(
          file.toString(),
          "its network takes %d channels, but images have 1 or 3".formatted(channels));
    }
  }

  private void requireSameClasses(List<String> classes, Path file, List<String> first)
      throws IOException {
    if (classes.size() != first.size()) {
      throw new IOException(
          "%s: has %d classes, but %s has %d: the models of an ensemble must have the same classes"
              .formatted(file, classes.size(), model, first.size()));
    }
    for (int c = 0; c < classes.size(); c++) {
      if (!classes.get(c).equals(first.get(c))) {
        throw new IOException(
            "%s: its class %d is %s, but that of %s is %s: the models of an ensemble must have the same classes"
                .formatted(file, c, Visible.of(classes.get(c)), model, Visible.of(first.get(c))));
      }
    }
  }

  private UsageException misuse(String message) {
    return new UsageException(command, message);
  }
}
