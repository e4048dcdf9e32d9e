package convnet.cli;

import convnet.data.ImageFolder;
import convnet.data.Sample;
import convnet.io.ImageLimits;
import convnet.kernel.Compute;
import convnet.train.Classifier;
import convnet.train.Crops;
import convnet.train.Evaluation;
import convnet.train.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code convnet classify}: predicts the classes of images, or evaluates a model on labelled ones.
 */
public final class ClassifyCommand implements Subcommand {
  private static final int DEFAULT_TOP = 5;

  private final Console console;
  private final CommandSpec command;
  private final ModelOptions models;
  private List<String> inputs = List.of();
  private @Nullable Integer top;
  private boolean json;
  private boolean csv;
  private Crops crops = Crops.ONE;
  private @Nullable Integer batchSize;
  private final EvaluationOptions evaluation;
  private final InspectionOptions inspection;
  private final CommonOptions common;

  ClassifyCommand(Console console) {
    Options options =
        new Options("classify", this)
            .about(
                "Classify images with a trained model.",
                "",
                "Prints one line per image: the file, then the most probable classes with their"
                    + " probabilities, best first, separated by tabs. An image that cannot be"
                    + " read is reported, the others are still classified, and the exit code is"
                    + " 1.%n")
            .examples(
                "convnet classify run/best.safetensors photo.jpg",
                "convnet classify run/best.safetensors photos --top 1 --csv > table.csv",
                "convnet classify run/best.safetensors photos/val --evaluate --confusion"
                    + " confusion.svg",
                "convnet classify run/best.safetensors photos/val --evaluate --ensemble"
                    + " run2/best.safetensors",
                "convnet classify run/best.safetensors photo.jpg --saliency -o seen",
                "convnet classify run/best.safetensors photo.jpg --feature-maps conv1 -o seen",
                "convnet classify alexnet.safetensors --arch alexnet --classes imagenet.txt"
                    + " photo.jpg");
    this.console = console;
    command = options.command();
    models = new ModelOptions(options);
    options.parameters(
        1,
        "INPUT...",
        given -> inputs = given,
        "Images, directories (searched at any depth), or - for standard input.");
    options.value(
        "--top",
        "K",
        Numbers.WHOLE,
        given -> top = given,
        "How many classes to print for each image. Default: 5.");
    options.flag("--json", given -> json = given, "Print JSON, one object per line.");
    options.flag(
        "--csv", given -> csv = given, "Print a table: file, rank, class, index, probability.");
    options.word(
        "--crops",
        "1|10",
        new Words<>(List.of(Crops.values()), crops -> Integer.toString(crops.count())),
        given -> crops = given,
        "Classify the centre crop of each image (1), or average the probabilities of ten crops"
            + " (10): the corners, the centre and their mirror images. If images are scaled to"
            + " exactly the crop size, all crops are the same apart from mirroring. Default: 1.");
    options.value(
        "--batch-size",
        "N",
        Numbers.WHOLE,
        given -> batchSize = given,
        "Images, or crops of images, computed at a time. Default: the batch size that MODEL was"
            + " trained with.");
    evaluation = new EvaluationOptions(options);
    inspection = new InspectionOptions(options);
    common = new CommonOptions(options, console);
  }

  @Override
  public CommandSpec spec() {
    return command;
  }

  @Override
  public Integer call() throws IOException {
    if (inputs.isEmpty()) {
      throw misuse("missing INPUT: an image or a directory, or - for standard input");
    }
    requireAtLeastOne("--top", Objects.requireNonNullElse(top, 1));
    requireAtLeastOne("--batch-size", Objects.requireNonNullElse(batchSize, 1));
    if (json && csv) {
      throw misuse("--json and --csv exclude each other: print one or the other");
    }
    models.check();
    if (inputs.contains("")) {
      throw misuse("INPUT : it is empty");
    }
    evaluation.check();
    inspection.check();
    if (inspection.isAskedFor() && models.isEnsemble()) {
      throw misuse(
          inspection.name()
              + ": it shows the inside of one model, and --ensemble gives"
              + " several: leave one out");
    }
    if (evaluation.isAskedFor()) {
      checkEvaluation();
    }
    try (Models asked = new Models()) {
      models.open(asked, isQuick(), common.threads());
      return evaluation.isAskedFor() ? evaluate(asked) : classify(asked);
    }
  }

  private void checkEvaluation() {
    if (inputs.size() != 1 || inputs.getFirst().equals("-") || csv) {
      throw misuse("--evaluate takes one INPUT, a directory, and prints text or --json");
    }
    if (top != null) {
      throw misuse("--top " + top + ": it is for predictions; --evaluate prints top-1 and top-5");
    }
    if (inspection.isAskedFor()) {
      throw misuse(inspection.name() + ": it goes with predictions, not with --evaluate");
    }
  }

  /** Whether each model runs only once: to classify a single image. */
  private boolean isQuick() {
    return inputs.size() == 1
        && crops == Crops.ONE
        && !evaluation.isAskedFor()
        && !inspection.isAskedFor()
        && !Files.isDirectory(Path.of(inputs.getFirst()));
  }

  private int classify(Models asked) throws IOException {
    boolean failed = false;
    List<ImageInput> images = new ArrayList<>();
    for (String input : inputs) {
      List<IOException> unreadable = new ArrayList<>();
      List<ImageInput> found = ImageInput.find(input, console.in(), limits(), unreadable::add);
      for (IOException reason : unreadable) {
        console.error(ErrorMessages.of(reason));
        failed = true;
      }
      if (found.isEmpty() && unreadable.isEmpty()) {
        console.error(input + ": contains no images");
        failed = true;
      }
      images.addAll(found);
    }
    if (images.isEmpty()) {
      return ExitCode.FAILED;
    }
    try (Compute compute = compute(asked, images.size())) {
      return classify(asked, images, compute) && !failed ? ExitCode.DONE : ExitCode.FAILED;
    }
  }

  /**
   * Classifies the images, batch by batch. Returns false if one could not be read or classified.
   */
  private boolean classify(Models asked, List<ImageInput> images, Compute compute)
      throws IOException {
    boolean failed = false;
    Classifier classifier = classifier(asked, images.size(), compute);
    Inspection looking = inspection(asked, images, compute);
    PredictionFormat format =
        json ? PredictionFormat.JSON : csv ? PredictionFormat.CSV : PredictionFormat.TEXT;
    console.print(format.header());
    ProgressLine line = new ProgressLine(console);
    int shown = Objects.requireNonNullElse(top, DEFAULT_TOP);
    for (int from = 0; from < images.size(); from += classifier.batchSize()) {
      int to = Math.min(images.size(), from + classifier.batchSize());
      List<ImageInput> batch = images.subList(from, to);
      List<Classifier.Outcome> outcomes = classifier.classify(batch, shown);
      for (int i = 0; i < batch.size(); i++) {
        boolean read = tell(batch.get(i), outcomes.get(i), format);
        failed |= !read;
        if (read && looking != null) {
          int best = outcomes.get(i).predictions().getFirst().index();
          looking.look(batch.get(i), classifier.seen(i), best);
        }
      }
      console.out().flush();
      if (to < images.size()) {
        line.show(() -> "%,d of %,d images".formatted(to, images.size()));
      }
    }
    return !failed;
  }

  private Compute compute(Models asked, int images) {
    return Compute.forWork(asked.macs() * images * crops.count(), common.threads());
  }

  private Classifier classifier(Models asked, int images, Compute compute) {
    int most = batchSize == null ? asked.first().architecture().recipe().batchSize() : batchSize;
    int inputs = (int) Math.min(most, (long) images * crops.count());
    return new Classifier(asked.all(), inputs, crops, compute);
  }

  private @Nullable Inspection inspection(Models asked, List<ImageInput> images, Compute compute)
      throws IOException {
    if (!inspection.isAskedFor()) {
      return null;
    }
    OutputNames names = new OutputNames(images);
    for (ImageInput image : images) {
      if (names.isNumbered(image)) {
        console.note(
            "%s: another image has this name, so its pictures are called %s"
                .formatted(image.name(), names.of(image)));
      }
    }
    try {
      return new Inspection(inspection, asked.first(), names, compute);
    } catch (IllegalArgumentException e) {
      throw misuse("--feature-maps " + e.getMessage());
    }
  }

  /** Prints what came of an image. Returns false if it could not be read or classified. */
  private boolean tell(ImageInput image, Classifier.Outcome outcome, PredictionFormat format)
      throws IOException {
    if (outcome.failure() != null) {
      console.failure(outcome.failure());
      return false;
    }
    console.print(format.lines(image.name(), outcome.predictions()));
    return true;
  }

  private int evaluate(Models asked) throws IOException {
    evaluation.check(asked.classes());
    ImageFolder tree = ImageFolder.scan(Path.of(inputs.getFirst())).labelledBy(asked.classes());
    List<Sample> samples = tree.samples();
    // The same kernels as in training, however few images there are: the same results to the last
    // digit.
    try (Compute compute = Compute.create(common.threads())) {
      return evaluate(asked, samples, compute);
    }
  }

  private int evaluate(Models asked, List<Sample> samples, Compute compute) throws IOException {
    Classifier classifier = classifier(asked, samples.size(), compute);
    ProgressLine line = new ProgressLine(console);
    Metrics metrics =
        Evaluation.of(
            classifier,
            asked.classes().size(),
            samples,
            limits(),
            new Evaluation.Listener() {
              @Override
              public void done(long images) {
                line.show(() -> "%,d of %,d images".formatted(images, samples.size()));
              }

              @Override
              public void failed(IOException reason) {
                console.failure(reason);
              }
            });
    if (metrics.images() == 0) {
      return ExitCode.FAILED;
    }
    evaluation.draw(asked.name(), Path.of(inputs.getFirst()), metrics, asked.classes());
    console.print(
        json
            ? EvaluationReport.json(metrics, asked.classes())
            : EvaluationReport.text(metrics, asked.classes()));
    return metrics.images() == samples.size() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private ImageLimits limits() {
    return new ImageLimits(common.maxPixels());
  }

  private void requireAtLeastOne(String option, int value) {
    if (value < 1) {
      throw misuse(option + " is " + value + ": it must be at least 1");
    }
  }

  private UsageException misuse(String message) {
    return new UsageException(command, message);
  }
}
