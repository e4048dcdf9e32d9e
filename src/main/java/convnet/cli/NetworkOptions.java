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
            + " model to begin from, with its preprocessing and recipe, or alexnet.");
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
        "The probability of all of the network's dropout layers, 0 to below 1.");
    options.path(
        "--init-from",
        "MODEL",
        given -> initFrom = given,
        "Begin with the parameters of this model file, or of a state dict of PyTorch's in"
            + " safetensors. A last layer of another size is made new.");
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
          "--image-size %s: %s is for %s, and goes on with it"
              .formatted(imageSize, from.file(), size(own)));
    }
    Architecture complete = complete(from.architecture(), images, recipe);
    if (arch != null) {
      Architecture asked = NetworkArgument.resolve(arch, classes);
      if (!asked.network().name().equals(own.name())) {
        throw new IllegalArgumentException(
            "--arch %s: %s is a %s, and goes on as one".formatted(arch, from.file(), own.name()));
      }
      if (!asked.network().hasLayersOf(own)) {
        throw new IllegalArgumentException(
            "--arch %s: its layers are not those of %s, which goes on with its own: leave it out"
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
      console.note("the recipe stays that of the run; options change it, not " + file);
    }
    Preprocessing kept = run.preprocessing();
    if (!asked.preprocessing().normalizesAs(kept)) {
      console.warn(
          "mean and std stay those of the run, which its network was trained with: %s has others"
              .formatted(file));
    }
    if (!asked.preprocessing().framesAs(kept)) {
      console.warn(
          "images are cut to %s with their shorter side scaled to %d, as in the run: %s has other sizes"
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
      console.warn("--freeze without --init-from: what is frozen keeps its random beginning");
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
      console.warn(model + " is of other classes, and as many: it begins with their head");
    }
    if (!fresh.isEmpty()) {
      console.note(
          "%s %s new, for %s has another size there"
              .formatted(String.join(" and ", fresh), fresh.size() == 1 ? "is" : "are", model));
      if (network.parameters().stream().anyMatch(p -> !p.trainable() && fresh.contains(p.name()))) {
        console.warn("--freeze: what is new is frozen too, and keeps its random beginning");
      }
    }
  }
}
