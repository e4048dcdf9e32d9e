package convnet.train;

import convnet.io.MalformedFileException;
import convnet.io.SafeTensors;
import convnet.io.SafeTensorsReader;
import convnet.kernel.Parallel;
import convnet.model.Architecture;
import convnet.model.NetworkJson;
import convnet.model.NetworkSpec;
import convnet.model.ParameterSpec;
import convnet.nn.Network;
import convnet.nn.Parameter;
import convnet.tensor.IntTensor;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A trained network with all that is needed to use it, as stored in a safetensors file: the
 * parameters with PyTorch's names, and in the metadata the architecture with its preprocessing and
 * the names of the classes.
 *
 * @param architecture the network's description with its preprocessing and recipe
 * @param classes the name of the class of each output
 * @param network the network with its parameters
 */
public record ModelFile(Architecture architecture, List<String> classes, Network network) {
  private static final String VERSION = "convnet.version";
  private static final String NETWORK = "convnet.network";
  private static final String CLASSES = "convnet.classes";

  /**
   * The version of the format. It is raised when programs that know only earlier versions would
   * misread a file. Files without it are of version 1.
   */
  private static final int CURRENT_VERSION = 1;

  /** The prefix of the names of tensors that only training needs. */
  static final String OPTIMIZER_PREFIX = "optimizer.";

  /**
   * The suffix of the name under which PyTorch's batch normalisation counts batches. It uses the
   * count only without a momentum, which there always is here; but the count is part of a state
   * dict all the same.
   */
  private static final String BATCH_COUNTER = ".num_batches_tracked";

  private static final String RUNNING_VARIANCE = ".running_var";

  /** How many errors of a kind are listed; the rest are only counted. */
  private static final int LISTED = 6;

  /**
   * @throws IllegalArgumentException if there are not as many classes as the network has outputs
   */
  public ModelFile {
    classes = List.copyOf(classes);
    Shape output = network.spec().outputShape();
    if (!output.equals(Shape.of(classes.size()))) {
      throw new IllegalArgumentException(
          "%d classes do not fit a network whose output is %s".formatted(classes.size(), output));
    }
  }

  /** A file holds tensors, but does not say of which network. */
  public static final class NoNetworkException extends IOException {
    NoNetworkException(Path file) {
      super(file + ": it holds tensors, but not their network");
    }
  }

  /** Supplies an architecture for a number of classes. */
  @FunctionalInterface
  public interface ArchitectureSource {
    Architecture architecture(int classes) throws IOException;
  }

  /** Reads a whole model on one thread. */
  public static ModelFile read(Path file) throws IOException {
    try (SafeTensorsReader reader = SafeTensorsReader.open(file);
        Parallel alone = new Parallel(1)) {
      return read(reader, file, false, alone);
    }
  }

  /**
   * Reads a model.
   *
   * @param reader of {@code file}
   * @param inPlace whether large matrices stay in the file until their values are used: to classify
   *     an image or two, each value is needed only once. The reader must stay open as long as the
   *     model is used
   * @throws NoNetworkException if the file only holds tensors: {@link #readStateDict} can read it
   * @throws MalformedFileException if the file is damaged
   * @throws IOException if it cannot be read
   */
  public static ModelFile read(
      SafeTensorsReader reader, Path file, boolean inPlace, Parallel parallel) throws IOException {
    try {
      Architecture architecture;
      List<String> classes;
      try {
        architecture = architecture(reader, file);
        requireFit(reader, file, architecture.network());
        classes = classes(reader, file);
      } catch (IOException | IllegalArgumentException e) {
        reader.verify(); // a damaged file may say anything
        throw e;
      }
      Network network = network(reader, file, architecture, inPlace, parallel);
      return new ModelFile(architecture, classes, network);
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(file.toString(), String.valueOf(e.getMessage()), e);
    }
  }

  private static Network network(
      SafeTensorsReader reader,
      Path file,
      Architecture architecture,
      boolean inPlace,
      Parallel parallel)
      throws IOException {
    NetworkSpec spec = architecture.network();
    Map<String, Parameter> parameters =
        new ParameterReader(reader, file, spec.parameters()).read(inPlace, parallel);
    return new Network(spec, p -> Objects.requireNonNull(parameters.get(p.name()), p.name()));
  }

  /**
   * Reads the architecture in a model file, without the parameters.
   *
   * @throws NoNetworkException if the file only holds tensors
   * @throws IOException if it cannot be read
   */
  public static Architecture readArchitecture(Path file) throws IOException {
    try (SafeTensorsReader reader = SafeTensorsReader.open(file)) {
      return architecture(reader, file);
    }
  }

  /**
   * Reads the architecture in a file that need not have one.
   *
   * @return null if the file only holds tensors
   * @throws IOException if it cannot be read
   */
  public static @Nullable Architecture findArchitecture(Path file) throws IOException {
    try {
      return readArchitecture(file);
    } catch (NoNetworkException e) {
      return null;
    }
  }

  /**
   * Reads only the names of the classes in a model file; none if it only holds tensors.
   *
   * @throws IOException if it cannot be read
   */
  public static List<String> readClasses(Path file) throws IOException {
    try (SafeTensorsReader reader = SafeTensorsReader.open(file)) {
      return saysItsNetwork(reader) ? classes(reader, file) : List.of();
    }
  }

  /** Rejects files that are damaged or of an unknown version. */
  private static void check(SafeTensorsReader reader, Path file) throws IOException {
    reader.verify();
    requireKnownVersion(reader, file);
  }

  private static void requireKnownVersion(SafeTensorsReader reader, Path file)
      throws MalformedFileException {
    String version = reader.metadata().getOrDefault(VERSION, "1");
    for (int known = 1; known <= CURRENT_VERSION; known++) {
      if (version.equals(Integer.toString(known))) {
        return;
      }
    }
    throw new MalformedFileException(
        file.toString(),
        "is a model file of version %s, and this program knows up to %d: a newer convnet is needed"
            .formatted(version, CURRENT_VERSION));
  }

  /** Whether a file is a model that describes its network, not just tensors. */
  public static boolean saysItsNetwork(SafeTensorsReader reader) {
    return reader.metadata().containsKey(NETWORK);
  }

  static Architecture architecture(SafeTensorsReader reader, Path file) throws IOException {
    requireKnownVersion(reader, file);
    String json = reader.metadata().get(NETWORK);
    if (json == null) {
      throw new NoNetworkException(file);
    }
    return NetworkJson.read(json, file + ": " + NETWORK, OptionalInt.empty());
  }

  /**
   * Reads a state dict in safetensors, such as one from PyTorch, as a model of an architecture,
   * which is made for the file's number of classes.
   *
   * @param reader of {@code file}
   * @param classes the name of the class of each output; null to number them
   * @param inPlace as for {@link #read}
   * @throws IllegalArgumentException if there are not as many names as outputs
   * @throws MalformedFileException if the file is damaged, or does not fit: with one line that
   *     lists missing, surplus and misshapen tensors
   * @throws IOException if it cannot be read
   */
  public static ModelFile readStateDict(
      SafeTensorsReader reader,
      Path file,
      ArchitectureSource source,
      @Nullable List<String> classes,
      boolean inPlace,
      Parallel parallel)
      throws IOException {
    Architecture architecture;
    try {
      requireKnownVersion(reader, file);
      architecture = ofSize(reader, source);
      requireFit(reader, file, architecture.network());
    } catch (IOException | IllegalArgumentException e) {
      reader.verify(); // a damaged file may say anything
      throw e;
    }
    Network network = network(reader, file, architecture, inPlace, parallel);
    int count = network.spec().outputShape().size();
    List<String> numbers = IntStream.range(0, count).mapToObj(Integer::toString).toList();
    if (classes != null && classes.size() != count) {
      throw new IllegalArgumentException(
          "%s: there are names of %d classes, and its network tells %d apart"
              .formatted(file, classes.size(), count));
    }
    return new ModelFile(architecture, classes == null ? numbers : classes, network);
  }

  /**
   * The architecture for the number of classes of a state dict, the first dimension of its last
   * layer's parameters.
   */
  private static Architecture ofSize(SafeTensorsReader reader, ArchitectureSource source)
      throws IOException {
    Architecture smallest = source.architecture(1);
    List<ParameterSpec> parameters = smallest.network().parameters();
    String head = parameters.isEmpty() ? "" : parameters.getLast().layer();
    for (ParameterSpec parameter : parameters) {
      // The weights or, if they are missing, the bias.
      Shape shape = parameter.layer().equals(head) ? reader.shapes().get(parameter.name()) : null;
      if (shape != null && shape.rank() > 0 && shape.dim(0) > 0) {
        return source.architecture(shape.dim(0));
      }
    }
    return smallest;
  }

  /**
   * Fills a network with the parameters in a safetensors file, such as a state dict saved by
   * PyTorch. The file must hold all of them and nothing else, except optimiser state and batch
   * counters.
   *
   * @throws MalformedFileException if the file is damaged, or does not fit: with one line that
   *     lists missing, surplus and misshapen tensors
   * @throws IOException if it cannot be read
   */
  public static void load(Path file, Network network) throws IOException {
    try (SafeTensorsReader reader = SafeTensorsReader.openStateDict(file)) {
      check(reader, file);
      requireFit(reader, file, network.spec());
      fill(reader, file, network.parameters());
    }
  }

  /**
   * Fills a network like {@link #load}, but parameters of the head may be for another number of
   * classes: those are left as they are.
   *
   * @param head the names of the head's parameters
   * @return the names of the parameters that were left as they were; none if all fitted
   */
  public static List<String> loadAllButHead(Path file, Network network, Set<String> head)
      throws IOException {
    try (SafeTensorsReader reader = SafeTensorsReader.openStateDict(file)) {
      check(reader, file);
      Map<String, Shape> shapes = reader.shapes();
      List<Parameter> body = new ArrayList<>();
      List<String> fresh = new ArrayList<>();
      for (Parameter parameter : network.parameters()) {
        Shape shape = shapes.get(parameter.name());
        boolean otherHead =
            head.contains(parameter.name()) && shape != null && !shape.equals(parameter.shape());
        if (otherHead) {
          fresh.add(parameter.name());
        } else {
          body.add(parameter);
        }
      }
      requireFit(reader, file, network.spec().name(), shapesOf(body), fresh);
      fill(reader, file, body);
      return fresh;
    }
  }

  /** Writes this model, whole or not at all. */
  public void write(Path file) throws IOException {
    SafeTensors.writeChecked(file, tensors(), counters(), metadata());
  }

  /** The parameters by name. */
  Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Parameter parameter : network.parameters()) {
      tensors.put(parameter.name(), parameter.value());
    }
    return tensors;
  }

  /**
   * A batch counter for each batch normalisation, without which PyTorch rejects the state dict as
   * incomplete.
   */
  Map<String, IntTensor> counters() {
    Map<String, IntTensor> counters = new LinkedHashMap<>();
    for (Parameter parameter : network.parameters()) {
      if (parameter.name().endsWith(RUNNING_VARIANCE)) {
        String layer = parameter.name().replace(RUNNING_VARIANCE, "");
        counters.put(layer + BATCH_COUNTER, IntTensor.zeros(Shape.of()));
      }
    }
    return counters;
  }

  /** Whether this is the name of a batch counter in a state dict, which is not a parameter. */
  public static boolean isCounter(String name) {
    return name.endsWith(BATCH_COUNTER);
  }

  /** The metadata of the file. */
  Map<String, String> metadata() {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("format", "pt"); // transformers and others expect this in PyTorch's files
    metadata.put(VERSION, Integer.toString(CURRENT_VERSION));
    metadata.put(NETWORK, NetworkJson.write(architecture));
    metadata.put(CLASSES, ClassNames.write(classes));
    return metadata;
  }

  /**
   * The names of a model's classes, from its metadata.
   *
   * @throws MalformedFileException if they are missing or malformed
   */
  public static List<String> classes(SafeTensorsReader reader, Path file)
      throws MalformedFileException {
    String json = reader.metadata().get(CLASSES);
    if (json == null) {
      throw new MalformedFileException(file.toString(), "its metadata lack " + CLASSES);
    }
    return ClassNames.read(json, file + ": " + CLASSES);
  }

  private static void fill(SafeTensorsReader reader, Path file, List<Parameter> parameters)
      throws IOException {
    for (Parameter parameter : parameters) {
      reader.read(parameter.name(), parameter.value());
      Tensor value = parameter.value();
      ParameterReader.requireFinite(
          parameter.name(), value.data(), value.offset(), value.size(), file);
    }
  }

  private static Map<String, Shape> shapesOf(List<Parameter> parameters) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    parameters.forEach(parameter -> shapes.put(parameter.name(), parameter.shape()));
    return shapes;
  }

  /**
   * Checks names and shapes before memory is allocated for a network: a file of a few bytes may
   * describe a large one.
   */
  private static void requireFit(SafeTensorsReader reader, Path file, NetworkSpec network)
      throws MalformedFileException {
    Map<String, Shape> needed = new LinkedHashMap<>();
    network.parameters().forEach(parameter -> needed.put(parameter.name(), parameter.shape()));
    requireFit(reader, file, network.name(), needed, List.of());
  }

  private static void requireFit(
      SafeTensorsReader reader,
      Path file,
      String network,
      Map<String, Shape> needed,
      List<String> ignored)
      throws MalformedFileException {
    Map<String, Shape> shapes = reader.shapes();
    List<String> missing = new ArrayList<>();
    List<String> misshapen = new ArrayList<>();
    Set<String> surplus = new LinkedHashSet<>(shapes.keySet());
    surplus.removeAll(ignored);
    needed.forEach(
        (name, right) -> {
          surplus.remove(name);
          Shape shape = shapes.get(name);
          if (shape == null) {
            missing.add("missing " + name + " " + right);
          } else if (!shape.equals(right)) {
            misshapen.add("%s is %s and should be %s".formatted(name, shape, right));
          }
        });
    surplus.removeIf(name -> name.startsWith(OPTIMIZER_PREFIX) || isCounter(name));
    List<String> complaints = new ArrayList<>();
    addSome(complaints, missing, "missing");
    addSome(complaints, misshapen, "of another shape");
    addSome(complaints, surplus.stream().map(name -> "surplus " + name).toList(), "surplus");
    if (!complaints.isEmpty()) {
      throw new MalformedFileException(
          file.toString(), "it does not fit " + network + ": " + String.join(", ", complaints));
    }
  }

  private static void addSome(List<String> complaints, List<String> all, String what) {
    int more = all.size() - LISTED;
    if (more <= 1) { // counting a single one would be no shorter than naming it
      complaints.addAll(all);
    } else {
      complaints.addAll(all.subList(0, LISTED));
      complaints.add("%d more %s".formatted(more, what));
    }
  }
}
