package convnet.cli;

import convnet.io.MalformedFileException;
import convnet.model.Architecture;
import convnet.model.Architectures;
import convnet.model.NetworkSpec;
import convnet.model.Preprocessing;
import convnet.model.Recipe;
import convnet.nn.Network;
import convnet.op.Size;
import convnet.tensor.Shape;
import convnet.train.Checkpoint;
import convnet.train.ModelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The options for the network to train, the size of its input, and its initial parameters. */
final class NetworkOptions {
  private final Console console;
  private @Nullable String arch;
  private @Nullable Size imageSize;
  private @Nullable Float dropout;
  private @Nullable Path initFrom;

  NetworkOptions(Options options, Console console) {
    this.console = console;
    options.text(
        "--arch",
        "NETWORK",
        () -> Architectures.names().iterator(),
        given -> arch = given,
        "The network: ${COMPLETION-CANDIDATES}, or a network file (JSON). Default: that of the"
            + " --init-from model, with its preprocessing and recipe, or else alexnet.");
    options.value(
        "--image-size",
        "SIZE",
        new SizeConverter(),
        given -> imageSize = given,
        "The size of the network's input, height first: 64 or 48x64.");
    options.value(
        "--dropout",
        "P",
        Numbers.FLOAT,
        given -> dropout = given,
        "The dropout probability of all dropout layers, 0 to below 1.");
    options.path(
        "--init-from",
        "MODEL",
        given -> initFrom = given,
        "Start from the parameters of this model file, or of a PyTorch state dict in safetensors."
            + " A last layer of another size is newly initialised.");
  }

  /** The model to begin from, if one was named. */
  @Nullable Path initFrom() {
    return initFrom;
  }

  /**
   * The architecture of a new run, with the options applied.
   *
   * @param classes the number of classes
   * @param images the number of training images, which limits the batch size
   * @throws IllegalArgumentException if the options do not fit the network
   * @throws IOException if a file cannot be read or is no network
   */
  Architecture ofNewRun(int classes, int images, RecipeOptions recipe) throws IOException {
    Architecture before = ofModel();
    Architecture own = arch == null ? before : null;
    Architecture plain =
        own == null ? NetworkArgument.resolve(named(), classes) : forClasses(own, classes);
    Architecture complete = complete(plain, images, recipe);
    if (own != null) {
      console.note(
          "network, preprocessing and recipe are those of %s (batches of %d)"
              .formatted(initFrom, complete.recipe().batchSize()));
    } else if (before != null && !plain.preprocessing().normalizesAs(before.preprocessing())) {
      console.warn(
          "mean and std are those of %s; %s was trained with others".formatted(arch, initFrom));
    }
    String from = own == null ? named() : String.valueOf(initFrom);
    NetworkArgument.requireFit(from, complete.network(), OptionalInt.of(classes));
    return complete;
  }

  private Architecture forClasses(Architecture before, int classes) throws MalformedFileException {
    try {
      NetworkSpec network = before.network().withClasses(classes);
      return new Architecture(network, before.preprocessing(), before.recipe());
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(
          String.valueOf(initFrom), e.getMessage() + ": name a network file with --arch", e);
    }
  }

  /**
   * The architecture of a resumed run: its own, with the options applied. Reports what in a network
   * file no longer has an effect.
   *
   * @param classes the number of classes
   * @param images the number of training images
   * @throws IllegalArgumentException if another network or image size was asked for
   */
  Architecture ofRun(Checkpoint from, int classes, int images, RecipeOptions recipe)
      throws IOException {
    NetworkSpec own = from.architecture().network();
    if (imageSize != null && !imageSize.equals(size(own))) {
      throw new IllegalArgumentException(
          "--image-size %s: %s is for %s, which cannot change: leave it out"
              .formatted(imageSize, from.file(), size(own)));
    }
    Architecture complete = complete(from.architecture(), images, recipe);
    if (arch != null) {
      Architecture asked = NetworkArgument.resolve(arch, classes);
      if (!asked.network().name().equals(own.name())) {
        throw new IllegalArgumentException(
            "--arch %s: %s is a %s, which cannot change: leave it out"
                .formatted(arch, from.file(), own.name()));
      }
      if (!asked.network().hasLayersOf(own)) {
        throw new IllegalArgumentException(
            "--arch %s: its layers differ from those of %s, which cannot change: leave it out"
                .formatted(arch, from.file()));
      }
      if (!NetworkArgument.isBundled(arch)) {
        sayWhatStays(arch, complete(asked, images, recipe), complete);
      }
    }
    return complete;
  }

  /** Reports how a network file differs from the resumed run, which keeps what it has. */
  private void sayWhatStays(String file, Architecture asked, Architecture run) {
    if (!asked.recipe().equals(run.recipe())) {
      console.note(
          "the recipe in %s is ignored: the run keeps its own, which only options can change"
              .formatted(file));
    }
    Preprocessing kept = run.preprocessing();
    if (!asked.preprocessing().normalizesAs(kept)) {
      console.warn(
          "the run keeps the mean and std that its network was trained with: those of %s are ignored"
              .formatted(file));
    }
    if (!asked.preprocessing().framesAs(kept)) {
      console.warn(
          "images are cropped to %s with their shorter side scaled to %d, as the run was begun: the sizes in %s are ignored"
              .formatted(kept.crop(), kept.resize(), file));
    }
  }

  /** The network if no model gives one: that of {@code --arch}, or alexnet. */
  private String named() {
    return Objects.requireNonNullElse(arch, "alexnet");
  }

  /**
   * The architecture of the model to begin from; null if there is none or it does not contain it.
   */
  private @Nullable Architecture ofModel() throws IOException {
    return initFrom == null ? null : ModelFile.findArchitecture(initFrom);
  }

  private Architecture complete(Architecture plain, int images, RecipeOptions recipe) {
    Architecture sized =
        imageSize == null
            ? plain
            : fitting("--image-size", imageSize, size -> checked(plain.withImageSize(size)));
    NetworkSpec network =
        dropout == null
            ? sized.network()
            : fitting("--dropout", dropout, sized.network()::withDropout);
    Recipe asked = recipe.applyTo(sized.recipe());
    return new Architecture(
        network, sized.preprocessing(), asked.withBatchSize(Math.min(asked.batchSize(), images)));
  }

  private static Size size(NetworkSpec network) {
    Shape input = network.input();
    return Size.of(input.height(), input.width());
  }

  /**
   * Applies a function to an option's value; if the value does not fit, the message names the
   * option.
   */
  private static <V, R> R fitting(String option, V value, Function<V, R> use) {
    try {
      return use.apply(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(option + " " + value + ": " + e.getMessage(), e);
    }
  }

  /** Returns the architecture, after a check that its layers fit each other. */
  private static Architecture checked(Architecture architecture) {
    architecture.network().shapes();
    return architecture;
  }

  /**
   * Initialises the parameters of a new network: at random, or from the model to begin from.
   *
   * @param seed of the random parameters
   * @param frozen the prefixes of the parameters that are not trained
   * @throws IOException if the model cannot be read, or its network is another one
   */
  void initialize(Network network, List<String> classes, long seed, List<String> frozen)
      throws IOException {
    network.initialize(seed);
    if (initFrom != null) {
      load(initFrom, network, classes);
    } else if (!frozen.stream().allMatch(network.spec()::isMadeOfImages)) {
      console.warn(
          "--freeze without --init-from: the frozen parameters keep their random initial"
              + " values");
    }
  }

  private void load(Path model, Network network, List<String> classes) throws IOException {
    Set<String> head =
        arch == null && ofModel() != null
            ? NetworkArgument.lastLayer(network.spec())
            : NetworkArgument.head(named(), classes.size());
    List<String> fresh = ModelFile.loadAllButHead(model, network, head);
    List<String> known = ModelFile.readClasses(model);
    if (fresh.isEmpty() && !known.isEmpty() && !known.equals(classes)) {
      console.warn(
          model
              + " has the same number of classes but other names: its last layer is"
              + " kept as the starting point");
    }
    if (!fresh.isEmpty()) {
      console.note(
          "%s %s newly initialised: the size in %s is different"
              .formatted(String.join(" and ", fresh), fresh.size() == 1 ? "is" : "are", model));
      if (network.parameters().stream().anyMatch(p -> !p.trainable() && fresh.contains(p.name()))) {
        console.warn(
            "--freeze: newly initialised parameters are frozen too, and keep their"
                + " random initial values");
      }
    }
  }
}
