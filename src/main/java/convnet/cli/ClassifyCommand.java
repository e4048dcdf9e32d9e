package convnet.cli;

import convnet.data.BadImage;
import convnet.data.ImageCheck;
import convnet.data.ImageFolder;
import convnet.data.ImageStore;
import convnet.data.Sample;
import convnet.io.ImageLimits;
import convnet.kernel.Compute;
import convnet.train.Classifier;
import convnet.train.Evaluation;
import convnet.train.Metrics;
import convnet.train.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells what is to be seen in images, or how often a model is right about them. */
@Command(
    name = "classify",
    description = {
      "Tell what is to be seen in images.",
      "",
      "A line for each image: the file, then the most probable classes with their probabilities,"
          + " best first, between tabs. An image that cannot be read is reported, the others are"
          + " done, and the exit code is 1.%n"
    },
    abbreviateSynopsis = true,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  convnet classify run/best.safetensors photo.jpg",
      "  convnet classify run/best.safetensors photos --top 1 --csv > table.csv",
      "  convnet classify run/best.safetensors photos/val --evaluate",
      "  convnet classify alexnet.safetensors --arch alexnet --classes imagenet.txt photo.jpg"
    })
public final class ClassifyCommand implements Callable<Integer> {
  private final Console console;

  @Spec private CommandSpec command;

  @Parameters(
      paramLabel = "MODEL",
      index = "0",
      description = "A model file, such as RUN/best.safetensors of convnet train.")
  private Path modelFile;

  @Parameters(
      paramLabel = "INPUT",
      index = "1..*",
      arity = "1..*",
      description = "Images, directories, which are searched through, and - for standard input.")
  private List<String> inputs;

  @Option(
      names = "--top",
      paramLabel = "K",
      description = "How many classes to tell of each image. Default: 5.")
  private int top = 5;

  @ArgGroup private final Output output = new Output();

  /** At most one of them. */
  static final class Output {
    @Option(names = "--json", description = "Print a JSON object a line.")
    private boolean json;

    @Option(names = "--csv", description = "Print a table: file, rank, class, index, probability.")
    private boolean csv;

    private PredictionFormat format() {
      return json ? PredictionFormat.JSON : csv ? PredictionFormat.CSV : PredictionFormat.TEXT;
    }
  }

  @Option(
      names = "--evaluate",
      description =
          "INPUT is a directory with a directory for each class: print how often the model is"
              + " right.")
  private boolean evaluate;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description = "Compute so many images at a time. Default: as in training.")
  private @Nullable Integer batchSize;

  @Option(
      names = "--arch",
      paramLabel = "NETWORK",
      description =
          "The network of a MODEL that does not say it, such as a state dict of PyTorch's in"
              + " safetensors: an architecture's name or a network file (JSON).")
  private @Nullable String arch;

  @Option(
      names = "--classes",
      paramLabel = "FILE",
      description = "With --arch: the names of the classes, one a line. Default: their numbers.")
  private @Nullable Path classFile;

  @Mixin private final CommonOptions common;

  ClassifyCommand(Console console) {
    this.console = console;
    this.common = new CommonOptions(console);
  }

  @Override
  public Integer call() throws IOException {
    requireAtLeastOne("--top", top);
    requireAtLeastOne("--batch-size", Objects.requireNonNullElse(batchSize, 1));
    if (classFile != null && arch == null) {
      throw misuse("--classes needs --arch: other models bring the names of their classes");
    }
    if (evaluate && (inputs.size() != 1 || output.csv)) {
      throw misuse("--evaluate takes one INPUT, a directory, and prints text or --json");
    }
    ModelFile model = model();
    try (Compute compute = Compute.create(common.threads())) {
      return evaluate ? evaluate(model, compute) : classify(model, compute);
    }
  }

  private ModelFile model() throws IOException {
    if (arch == null) {
      return readModel();
    }
    try {
      String network = arch;
      List<String> names = classFile == null ? null : Files.readAllLines(classFile);
      return ModelFile.readStateDict(
          modelFile, classes -> NetworkArgument.resolve(network, classes), names);
    } catch (IllegalArgumentException e) {
      throw misuse(String.valueOf(e.getMessage()));
    }
  }

  private ModelFile readModel() throws IOException {
    try {
      return ModelFile.read(modelFile);
    } catch (ModelFile.NoNetworkException e) {
      throw misuse(e.getMessage() + ": --arch NAME says which");
    }
  }

  private int classify(ModelFile model, Compute compute) throws IOException {
    boolean failed = false;
    List<ImageInput> images = new ArrayList<>();
    for (String input : inputs) {
      List<ImageInput> found = ImageInput.find(input, console.in(), limits());
      if (found.isEmpty()) {
        console.error(input + ": holds no image");
        failed = true;
      }
      images.addAll(found);
    }
    if (images.isEmpty()) {
      return ExitCode.FAILED;
    }
    PredictionFormat format = output.format();
    console.print(format.header());
    Classifier classifier =
        new Classifier(model, Math.min(batchSize(model), images.size()), compute);
    ProgressLine line = new ProgressLine(console);
    for (int from = 0; from < images.size(); from += classifier.batchSize()) {
      int to = Math.min(images.size(), from + classifier.batchSize());
      List<ImageInput> batch = images.subList(from, to);
      List<Classifier.Outcome> outcomes = classifier.classify(batch, top);
      for (int i = 0; i < batch.size(); i++) {
        failed |= !tell(batch.get(i), outcomes.get(i), format);
      }
      console.out().flush();
      line.show(() -> "%,d of %,d images".formatted(to, images.size()));
    }
    return failed ? ExitCode.FAILED : ExitCode.DONE;
  }

  /** Returns false if the image could not be read. */
  private boolean tell(ImageInput image, Classifier.Outcome outcome, PredictionFormat format)
      throws IOException {
    if (outcome.failure() != null) {
      console.error(ErrorMessages.of(outcome.failure()));
      return false;
    }
    console.print(format.lines(image.name(), outcome.predictions()));
    return true;
  }

  private int evaluate(ModelFile model, Compute compute) throws IOException {
    ImageFolder tree = ImageFolder.scan(Path.of(inputs.getFirst())).labelledBy(model.classes());
    int channels = model.architecture().network().input().channels();
    long budget = Runtime.getRuntime().maxMemory() / 4;
    ImageStore store = new ImageStore(channels, budget, limits());
    List<Sample> samples = tree.samples();
    Metrics metrics;
    try {
      metrics = measure(model, samples, store, compute);
    } catch (IOException e) {
      samples = readable(samples, store);
      if (samples.isEmpty() || samples.size() == tree.samples().size()) {
        throw e;
      }
      metrics = measure(model, samples, store, compute);
    }
    console.print(
        output.format() == PredictionFormat.JSON
            ? EvaluationReport.json(metrics, model.classes())
            : EvaluationReport.text(metrics, model.classes()));
    return samples.size() == tree.samples().size() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private Metrics measure(ModelFile model, List<Sample> samples, ImageStore store, Compute compute)
      throws IOException {
    ProgressLine line = new ProgressLine(console);
    return Evaluation.of(
        model,
        samples,
        store,
        Math.min(batchSize(model), samples.size()),
        compute,
        done -> line.show(() -> "%,d of %,d images".formatted(done, samples.size())));
  }

  /** The images that can be read; the others are reported. */
  private List<Sample> readable(List<Sample> samples, ImageStore store) throws IOException {
    List<BadImage> bad = ImageCheck.run(samples, store, common.threads() - 1, _ -> {});
    bad.forEach(image -> console.error(image.reason()));
    Set<Path> broken = bad.stream().map(BadImage::file).collect(Collectors.toSet());
    return samples.stream().filter(sample -> !broken.contains(sample.file())).toList();
  }

  private int batchSize(ModelFile model) {
    return batchSize == null ? model.architecture().recipe().batchSize() : batchSize;
  }

  private ImageLimits limits() {
    return new ImageLimits(common.maxPixels());
  }

  private void requireAtLeastOne(String option, int value) {
    if (value < 1) {
      throw misuse(option + " is " + value + ": it must be at least 1");
    }
  }

  private Misuse misuse(String message) {
    return new Misuse(command, message);
  }
}
