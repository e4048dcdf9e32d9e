package convnet.cli;

import convnet.data.DataCheck;
import convnet.data.DataSet;
import convnet.io.ImageLimits;
import convnet.io.MalformedFileException;
import convnet.kernel.Compute;
import convnet.model.Architecture;
import convnet.nn.Network;
import convnet.train.Checkpoint;
import convnet.train.ConfigFile.ValidationSource;
import convnet.train.DivergedException;
import convnet.train.EpochRecord;
import convnet.train.MemoryNeed;
import convnet.train.ModelFile;
import convnet.train.RunDirectory;
import convnet.train.TrainConfig;
import convnet.train.TrainConfig.Limits;
import convnet.train.TrainResult;
import convnet.train.TrainResult.Ending;
import convnet.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Trains a network on a directory of images. */
public final class TrainCommand implements Subcommand {
  private static final double DEFAULT_SPLIT = 0.1;

  private final Console console;
  private final CommandSpec command;
  private Path data = Path.of("");
  private Path output = Path.of("");
  private boolean overwrite;
  private boolean resume;
  private final NetworkOptions networkOptions;
  private @Nullable Path validation;
  private @Nullable Double split;
  private final BadImageOptions badImages;
  private final RecipeOptions recipe;
  private final PermutationOptions permutation;
  private final FreezeOptions freeze;
  private final LimitOptions limitOptions;
  private @Nullable Long seed;
  private boolean json;
  private final CommonOptions common;

  /** As given by the options, or as in the resumed run. */
  private Limits limits = Limits.NONE;

  TrainCommand(Console console) {
    Options options =
        new Options("train", this)
            .about(
                "Train a network to classify the images of a directory tree.",
                "",
                "RUN will contain best.safetensors, the model that did best on the validation"
                    + " images; last.safetensors, for --resume; config.json; log.jsonl, one line"
                    + " per epoch; and report.html, a page for a browser that shows it all."
                    + " Options that are not given are as in the network's own recipe.%n")
            .examples(
                "convnet train photos -o run",
                "convnet train cifar10 --arch alexnet-cifar --epochs 10 -o run",
                "convnet train photos --image-size 64 --batch-size 64 --lr 0.005 --augment none -o"
                    + " run",
                "convnet train photos --arch network.json --val more-photos --json -o run | jq"
                    + " .top1");
    this.console = console;
    command = options.command();
    options.requiredPath(
        "-o, --output",
        "RUN",
        given -> output = given,
        "The directory for the model, the log and the configuration.");
    options.parameter(
        0,
        "DATA",
        given -> data = given,
        "A directory with one subdirectory per class; or one with such trees called train and val"
            + " or validation (or test). Decoded images are kept in memory, in up to half of what"
            + " training leaves free.");
    options.flag("--overwrite", given -> overwrite = given, "Replace the run in RUN.");
    options.flag(
        "--resume",
        given -> resume = given,
        "Continue the run in RUN from its last checkpoint, as if it had never stopped; begin it"
            + " if there is none. Other options given replace the run's own: a larger --epochs"
            + " makes it longer.");
    networkOptions = new NetworkOptions(options, console);
    options.path(
        "--val", "DIR", given -> validation = given, "Validate on the images of this tree.");
    options.value(
        "--val-split",
        "SHARE",
        Numbers.DOUBLE,
        given -> split = given,
        "Hold out this share of each class for validation; 0 for none. Default: 0.1 if there are"
            + " no other validation images.");
    badImages = new BadImageOptions(options);
    recipe = new RecipeOptions(options);
    permutation = new PermutationOptions(options);
    freeze = new FreezeOptions(options);
    limitOptions = new LimitOptions(options);
    options.value(
        "--seed",
        "N",
        Numbers.LONG,
        given -> seed = given,
        "Seed of all random numbers: the same seed gives bit-identical results. Default: 0.");
    options.flag(
        "--json",
        given -> json = given,
        "Print the results of the best model as one line of JSON.");
    common = new CommonOptions(options, console);
  }

  @Override
  public CommandSpec spec() {
    return command;
  }

  @Override
  public Integer call() throws IOException {
    Path initFrom = networkOptions.initFrom();
    if (resume && overwrite) {
      throw misuse("--resume and --overwrite exclude each other: go on, or begin anew");
    }
    if (validation != null && split != null) {
      throw misuse("--val and --val-split exclude each other: other images, or some of DATA's");
    }
    if (output.toString().equals("-")) {
      throw misuse("--output -: a run needs a directory");
    }
    if (Files.exists(output) && !Files.isDirectory(output)) {
      throw misuse("--output " + output + ": it is not a directory");
    }
    requireOutside(data, DataSet.takesIn(data, output));
    if (validation != null) {
      requireOutside(validation, DataSet.isInside(validation, output));
    }
    if (initFrom != null) {
      ModelArgument.requireFile(initFrom);
    }
    RunDirectory run = new RunDirectory(output);
    run.requireUsable();
    if (run.holdsRun() && !overwrite && !resume) {
      throw misuse(
          output
              + " holds a run already: --resume goes on with it, --overwrite replaces it, or -o"
              + " another directory");
    }
    try (Compute compute = Compute.create(common.threads());
        Trainer trainer = prepare(run, compute)) {
      if (!imagesAreSound(trainer, run)) {
        return ExitCode.FAILED;
      }
      if (!trainer.isResumed() && initFrom == null) {
        trainer.initializeFromImages();
      }
      return train(trainer, run);
    }
  }

  private void requireOutside(Path tree, boolean inside) {
    if (inside) {
      throw misuse(
          "--output %s: it is inside of %s, where a directory is a class: a run needs another place"
              .formatted(output, tree));
    }
  }

  /** Builds the trainer; everything that can still be wrong with the options is found here. */
  private Trainer prepare(RunDirectory run, Compute compute) throws IOException {
    Path initFrom = networkOptions.initFrom();
    try {
      Checkpoint from = resume ? Checkpoint.newest(run, console::warn) : null;
      long runSeed = seed(from);
      ValidationSource held = held(run, from, runSeed);
      DataSet set = images(held, runSeed, from);
      int classes = set.classes().size();
      int images = set.training().size();
      Architecture architecture =
          from == null
              ? permutation.applyTo(
                  networkOptions.ofNewRun(classes, images, recipe), initFrom, runSeed, console)
              : networkOptions.ofRun(from, classes, images, recipe);
      Limits own = from == null ? Limits.NONE : run.config().limits();
      limits = limitOptions.applyTo(own, from == null ? 0 : from.position().step());
      MemoryNeed.requireRoomForParameters(architecture, Runtime.getRuntime().maxMemory());
      List<String> frozen = freeze.prefixes(from == null ? null : run.config().frozen());
      Network network = FreezeOptions.freeze(new Network(architecture.network()), frozen);
      BatchNormCheck.require(network, architecture.recipe().batchSize());
      ModelFile model = new ModelFile(architecture, set.classes(), network);
      if (from == null) {
        networkOptions.initialize(network, set.classes(), runSeed, frozen);
      } else {
        permutation.requireIn(architecture, from.file());
      }
      TrainConfig config =
          new TrainConfig(
              data.toString(),
              held.validation(),
              held.share(),
              architecture,
              runSeed,
              limits,
              frozen,
              from == null ? Objects.toString(initFrom, null) : run.config().initFrom());
      if (resume && from == null) {
        console.note(
            run.config().requireBegunAs(config)
                ? output + " has no checkpoint yet: the run begins anew"
                : output + " holds no run yet: a new one begins");
      }
      Trainer trainer =
          new Trainer(config, set, model, run, compute, new ImageLimits(common.maxPixels()), from);
      TrainingNotes notes = new TrainingNotes(console);
      notes.describe(set, network, architecture.recipe(), trainer.memory().bytes());
      notes.warn(data, set, architecture.recipe());
      if (from != null) {
        console.note(ResumeNote.of(from, architecture, initFrom));
        noteEndedLimit(own);
      }
      return trainer;
    } catch (IllegalArgumentException e) {
      throw misuse(String.valueOf(e.getMessage()));
    }
  }

  private DataSet images(ValidationSource held, long runSeed, @Nullable Checkpoint from)
      throws IOException {
    Path other = held.validation() == null ? null : Path.of(held.validation());
    DataSet set = DataSet.locate(data, other, held.share(), runSeed);
    if (set.classes().size() < 2) {
      throw new MalformedFileException(
          data.toString(),
          "has one class, " + set.classes().getFirst() + ": at least 2 are needed");
    }
    if (from != null && !from.classes().equals(set.classes())) {
      throw misuse(
          "%s has other classes than %s, which --resume goes on with".formatted(data, from.file()));
    }
    return set;
  }

  /** Says that the resumed run's own limit of steps is left behind. */
  private void noteEndedLimit(Limits own) {
    if (own.maxSteps() > 0 && limits.maxSteps() == 0) {
      console.note(
          "its %,d steps are done: it continues to the last epoch, as no new --max-steps is given"
              .formatted(own.maxSteps()));
    }
  }

  private long seed(@Nullable Checkpoint from) {
    if (from != null && seed != null && seed != from.seed()) {
      throw misuse(
          "--seed %d: %s was begun with %d, which cannot change: leave it out"
              .formatted(seed, from.file(), from.seed()));
    }
    return from != null ? from.seed() : Objects.requireNonNullElse(seed, 0L);
  }

  /** Where the validation images come from: as given by the options, or as in the resumed run. */
  private ValidationSource held(RunDirectory run, @Nullable Checkpoint from, long runSeed)
      throws IOException {
    if (from != null && validation == null && split == null) {
      return run.config().validationSource();
    }
    boolean others =
        validation != null
            || ((split == null || split == 0)
                && !DataSet.locate(data, null, 0, runSeed).validation().isEmpty());
    if (split != null && split == 0 && others && validation == null) {
      throw misuse(
          "--val-split 0: %s has validation images of its own: give %s as DATA to train without them"
              .formatted(data, data.resolve("train")));
    }
    double share = split != null ? split : others ? 0 : DEFAULT_SPLIT;
    return new ValidationSource(validation == null ? null : validation.toString(), share);
  }

  /** Reports what is wrong with the images; returns false if the run cannot start. */
  private boolean imagesAreSound(Trainer trainer, RunDirectory run) throws IOException {
    ProgressLine line = new ProgressLine(console);
    DataCheck found =
        trainer.checkImages(done -> line.show(() -> "checking images: %,d".formatted(done)));
    found.warnings().forEach(what -> console.warn(ErrorMessages.oneLine(what)));
    if (found.lighting() != null) {
      console.note(found.lighting().summary());
    }
    return badImages.accept(found.bad(), trainer, run, console);
  }

  private int train(Trainer trainer, RunDirectory run) throws IOException {
    AtomicBoolean stop = new AtomicBoolean();
    TrainResult result;
    try (Interruption.Registration _ = console.interruption().stopWith(() -> stop.set(true))) {
      result =
          trainer.train(
              new TrainingDisplay(
                  console,
                  trainer.data().training().size(),
                  trainer.data().validation().size(),
                  limits.maxSteps()),
              stop::get);
    } catch (DivergedException e) {
      console.error(String.valueOf(e.getMessage()));
      return ExitCode.FAILED;
    }
    EpochRecord best = result.best();
    if (result.ending() == Ending.STOPPED || best == null) {
      console.note(
          "stopped after %s: --resume continues; %s is the network so far"
              .formatted(steps(result.steps()), run.last()));
      return console.interruption().exitCode();
    }
    if (result.ending() == Ending.NO_BETTER) {
      console.note(
          "stopped early: no improvement on epoch %d in %d more"
              .formatted(best.epoch(), result.epochs() - best.epoch()));
    }
    console.note("the best model, of epoch %d: %s".formatted(best.epoch(), run.best()));
    EpochRecord part = result.betterPart();
    if (part != null) {
      console.note(
          "the unfinished epoch %d was better, but only whole epochs count (--resume completes it): %s"
              .formatted(part.epoch(), run.last()));
    }
    console.note("report: " + run.report());
    if (json) {
      console.println(json(result, best, run));
    }
    return ExitCode.DONE;
  }

  private static String steps(long count) {
    return count == 1 ? "1 step" : "%,d steps".formatted(count);
  }

  private static String json(TrainResult result, EpochRecord best, RunDirectory run) {
    return JsonLine.object(
        line -> {
          line.writeNumberProperty("epochs", result.epochs());
          line.writeNumberProperty("steps", result.steps());
          line.writeNumberProperty("train_loss", best.trainLoss());
          JsonLine.number(line, "val_loss", best.valLoss());
          JsonLine.number(line, "top1", best.top1());
          JsonLine.number(line, "top5", best.top5());
          line.writeNumberProperty("images_per_second", result.imagesPerSecond());
          line.writeNumberProperty("seconds", result.seconds());
          line.writeStringProperty("model", run.best().toString());
        });
  }

  private UsageException misuse(String message) {
    return new UsageException(command, message);
  }
}
