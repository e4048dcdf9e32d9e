package convnet.train;

import convnet.data.DataLoader;
import convnet.data.DataSet;
import convnet.data.ImageCheck;
import convnet.data.ImageStore;
import convnet.data.Sample;
import convnet.io.ImageLimits;
import convnet.io.MalformedFileException;
import convnet.kernel.Compute;
import convnet.model.Recipe;
import convnet.nn.ExecutionPlan;
import convnet.nn.Parameter;
import convnet.tensor.Tensor;
import convnet.train.report.RunReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Trains a network: for each epoch all images once, in batches; then the images held apart, the
 * files and a line in the log. All memory but that for decoded images is taken when the trainer is
 * made.
 */
public final class Trainer implements AutoCloseable {

  /** A loss this near to that of guessing, as a share of it, is no better. */
  private static final double GUESSING = 0.98;

  /** After fewer steps than this nobody needs to worry. */
  private static final int PATIENCE = 50;

  private final TrainConfig config;
  private final DataSet data;
  private final ModelFile model;
  private final RunDirectory run;
  private final Compute compute;
  private final ImageStore store;
  private final DataLoader training;
  private final @Nullable DataLoader validation;
  private final LearningRateSchedule schedule;
  private final ExecutionPlan plan;
  private final Optimizer optimizer;
  private final int[] labels;
  private final RunReport report;

  private final List<EpochRecord> log = new ArrayList<>();
  private final String images;
  private final boolean resumed;

  /** Where the run goes on; the steps from there on are counted in {@link #step}. */
  private Position position = Position.start();

  private long step;
  private long imagesSeen;
  private double trainingSeconds;
  private @Nullable EpochRecord best;
  private boolean warned;
  private boolean started;

  /**
   * @param data labelled by the model's classes
   * @param model with parameters to begin from; they are changed
   * @param run where the files go
   * @param limits how large an image may be
   * @param from the checkpoint in {@code run} to go on from; null to begin
   * @throws IllegalArgumentException if the recipe asks for something that cannot be done, or the
   *     checkpoint is of another run
   * @throws IOException if the checkpoint cannot be read
   */
  public Trainer(
      TrainConfig config,
      DataSet data,
      ModelFile model,
      RunDirectory run,
      Compute compute,
      ImageLimits limits,
      @Nullable Checkpoint from)
      throws IOException {
    Recipe recipe = config.architecture().recipe();
    this.config = config;
    this.data = data;
    this.model = model;
    this.run = run;
    this.compute = compute;
    this.plan = ExecutionPlan.forTraining(model.network(), recipe.batchSize(), compute);
    this.optimizer = optimizer(recipe);
    this.schedule =
        LearningRateSchedule.of(recipe, Math.ceilDiv(data.training().size(), recipe.batchSize()));
    this.labels = new int[recipe.batchSize()];
    this.images = data.fingerprint();
    this.resumed = from != null;
    this.started = resumed;
    if (from != null) {
      resume(from);
    }
    // Loaders have threads: they come last, when nothing can fail any more.
    int channels = config.architecture().network().input().channels();
    this.store = new ImageStore(channels, roomForImages(), limits);
    this.report = new RunReport(run, data, model.network(), store);
    Loaders loaders = new Loaders(config.architecture(), store, compute.parallel().threads() - 1);
    this.training = loaders.forTraining(data.training(), config.seed());
    this.validation =
        data.validation().isEmpty() ? null : loaders.inOrder(data.validation(), recipe.batchSize());
  }

  private void resume(Checkpoint from) throws IOException {
    requireSame(from);
    from.restore(model, optimizer);
    position = from.position();
    step = position.step();
    for (EpochRecord record : run.readLog()) {
      if (record.epoch() <= position.epoch()) {
        log.add(record);
        best = best == null || record.isBetterThan(best) ? record : best;
      }
    }
    if (log.size() != position.epoch()) {
      throw new MalformedFileException(
          run.log().toString(),
          "has %d of the %d epochs that %s has done"
              .formatted(log.size(), position.epoch(), from.file()));
    }
  }

  private void requireSame(Checkpoint from) {
    if (!from.images().equals(images)) {
      throw new IllegalArgumentException(
          "%s was trained on other images than %s has now: a run goes on with its own only"
              .formatted(from.file(), config.data()));
    }
    int batchSize = from.architecture().recipe().batchSize();
    if (from.position().batch() > 0 && batchSize != config.architecture().recipe().batchSize()) {
      throw new IllegalArgumentException(
          "%s is in the middle of an epoch of batches of %d: the size can change at its end"
              .formatted(from.file(), batchSize));
    }
  }

  private Optimizer optimizer(Recipe recipe) {
    return switch (recipe.optimizer()) {
      case SGD ->
          new Sgd(
              model.network(),
              plan,
              recipe.momentum(),
              recipe.weightDecay(),
              recipe.nesterov(),
              compute);
      case ADAMW ->
          throw new IllegalArgumentException(
              "the recipe's optimizer adamw cannot be followed: sgd");
    };
  }

  /** Half of what the network leaves of the memory. */
  private long roomForImages() {
    return Math.max(0, (Runtime.getRuntime().maxMemory() - memory()) / 2);
  }

  /** What the network, its gradients, activations and the optimiser take, in bytes. */
  public long memory() {
    Stream<Tensor> parameters = model.network().parameters().stream().map(Parameter::value);
    Stream<Tensor> remembered = optimizer.state().values().stream();
    return plan.bytes() + Stream.concat(parameters, remembered).mapToLong(t -> 4L * t.size()).sum();
  }

  /**
   * Reads every image once, so that a broken one is known before the first step.
   *
   * @param progress is told now and then how many images are done
   * @return those that cannot be read
   */
  public List<ImageCheck.BadImage> checkImages(IntConsumer progress) throws IOException {
    List<Sample> all = new ArrayList<>(data.training());
    all.addAll(data.validation());
    return ImageCheck.run(all, store, compute.parallel().threads() - 1, progress);
  }

  /**
   * Trains to the end, or until it is stopped, which leaves {@code last.safetensors} as things
   * stand. To be called once. A run that is in the directory already is removed.
   *
   * @param stop asked before each step whether to stop
   * @throws DivergedException if the loss or a parameter is not finite any more; the files are
   *     those of the last good epoch
   * @throws IOException if an image cannot be read or a file not be written
   */
  public TrainResult train(TrainingListener listener, BooleanSupplier stop)
      throws IOException, DivergedException {
    long start = System.nanoTime();
    int epochs = config.architecture().recipe().epochs();
    boolean stopped = false;
    try (RunDirectory.Lock _ = run.make()) {
      if (resumed) {
        run.writeConfig(config);
      }
      while (position.epoch() < epochs && !stopped && !exhausted()) {
        stopped = !runEpoch(listener, stop);
      }
      if (stopped) {
        requireFiniteParameters(position.epoch());
        startRun();
        writeCheckpoint();
      }
      if (best != null && report.isReviewed()) {
        report.write(log, best, stopped ? stoppedStatus() : "finished");
      }
    }
    return new TrainResult(
        position.epoch(),
        step,
        best,
        trainingSeconds > 0 ? imagesSeen / trainingSeconds : 0,
        secondsSince(start),
        stopped);
  }

  private void writeCheckpoint() throws IOException {
    Checkpoint.write(run.last(), model, optimizer, position, config.seed(), images);
  }

  /**
   * Nothing is removed or written before there is a checkpoint, so a run that fails at once harms
   * none.
   */
  private void startRun() throws IOException {
    if (!started) {
      run.start(config);
      started = true;
    }
  }

  /** Runs the rest of an epoch; returns false if it was stopped. */
  private boolean runEpoch(TrainingListener listener, BooleanSupplier stop)
      throws IOException, DivergedException {
    long start = System.nanoTime();
    int epoch = position.epoch();
    Tally tally = position.tally();
    long imagesBefore = tally.images();
    double rate = 0;
    training.start(epoch, position.batch());
    for (int batch = position.batch(); batch < training.batches() && !exhausted(); batch++) {
      if (stop.getAsBoolean()) {
        return false;
      }
      int n = training.next(plan.input(), labels);
      rate = schedule.rate(epoch, step);
      requireFinite("the loss", plan.trainStep(labels, n, stepSeed()), epoch);
      optimizer.step(rate);
      step++;
      tally.add(plan.output(n), labels);
      position = new Position(epoch, batch + 1, step, tally);
      double speed = (tally.images() - imagesBefore) / secondsSince(start);
      listener.stepped(progress(tally.metrics(), rate, speed));
      if (config.saveEvery() > 0 && step % config.saveEvery() == 0) {
        requireFiniteParameters(epoch);
        startRun();
        writeCheckpoint();
      }
    }
    double seconds = secondsSince(start);
    long seen = tally.images() - imagesBefore;
    imagesSeen += seen;
    trainingSeconds += seconds;
    finishEpoch(tally.metrics().loss(), rate, seen / seconds, start, listener);
    return true;
  }

  private void finishEpoch(
      double trainLoss, double rate, double speed, long start, TrainingListener listener)
      throws IOException, DivergedException {
    int epoch = position.epoch();
    requireFiniteParameters(epoch);
    Review review = validate(listener);
    Metrics held = review == null ? null : review.metrics();
    if (held != null) {
      requireFinite("the loss on the images held apart", held.loss(), epoch);
    }
    EpochRecord record =
        new EpochRecord(
            epoch + 1,
            trainLoss,
            held == null ? null : held.loss(),
            held == null ? null : held.top1(),
            held == null ? null : held.top5(),
            rate,
            rounded(speed),
            rounded(secondsSince(start)));
    startRun();
    EpochRecord leading = best;
    if (leading == null || record.isBetterThan(leading)) {
      leading = record;
      best = record;
      model.write(run.best());
      report.review(review);
      listener.improved(run.best());
    }
    log.add(record);
    run.writeLog(log);
    // The last of the three, so that the others are there wherever this one says that they are.
    if (position.batch() == training.batches()) {
      position = new Position(epoch + 1, 0, step, Tally.ofTraining());
    }
    writeCheckpoint();
    writeReport(leading, listener);
    listener.epochDone(record);
    warnOfGuessing(record, listener);
  }

  private void writeReport(EpochRecord leading, TrainingListener listener) throws IOException {
    if (!report.isReviewed()) {
      // A run that goes on, and has not become better since: the page shows the best model still.
      ModelFile.load(run.best(), model.network());
      report.review(validate(listener));
      ModelFile.load(run.last(), model.network());
    }
    int epochs = config.architecture().recipe().epochs();
    report.write(log, leading, "epoch %d of %d is done".formatted(log.getLast().epoch(), epochs));
  }

  private String stoppedStatus() {
    return "stopped in epoch %d after %,d steps".formatted(position.epoch() + 1, step);
  }

  private @Nullable Review validate(TrainingListener listener) throws IOException {
    if (validation == null) {
      return null;
    }
    int all = data.validation().size();
    return Evaluation.run(
        plan, validation, data.classes().size(), done -> listener.validating(done, all));
  }

  /**
   * The mean loss of an epoch holds its beginning, when any network guesses. So the loss on the
   * images held apart, where there are any, has to say the same; else the second epoch.
   */
  private void warnOfGuessing(EpochRecord record, TrainingListener listener) {
    double guessing = Math.log(data.classes().size());
    Double held = record.valLoss();
    double least = held == null ? record.trainLoss() : Math.min(held, record.trainLoss());
    boolean over = exhausted() || record.epoch() == config.architecture().recipe().epochs();
    boolean enough = step >= PATIENCE && (held != null || record.epoch() > 1);
    if (!warned && (enough || over) && least > GUESSING * guessing) {
      warned = true;
      listener.warned(
          "the loss of epoch %d, %.4f, is no better than guessing, ln(%d) = %.4f: another learning rate than %s may help"
              .formatted(
                  record.epoch(),
                  least,
                  data.classes().size(),
                  guessing,
                  config.architecture().recipe().learningRate()));
    }
  }

  private boolean exhausted() {
    return config.maxSteps() > 0 && step >= config.maxSteps();
  }

  /** What dropout draws from in this step: a number of its own for each seed and step. */
  private long stepSeed() {
    return new java.util.SplittableRandom(config.seed() ^ step * 0x9E3779B97F4A7C15L).nextLong();
  }

  private TrainingListener.Progress progress(Metrics metrics, double rate, double speed) {
    return new TrainingListener.Progress(
        position.epoch() + 1,
        config.architecture().recipe().epochs(),
        position.batch(),
        training.batches(),
        metrics.loss(),
        metrics.top1(),
        rate,
        speed);
  }

  private void requireFiniteParameters(int epoch) throws DivergedException {
    for (Parameter parameter : model.network().parameters()) {
      Tensor value = parameter.value();
      for (int i = value.offset(); i < value.offset() + value.size(); i++) {
        requireFinite(parameter.name(), value.data()[i], epoch);
      }
    }
  }

  private void requireFinite(String what, double value, int epoch) throws DivergedException {
    if (!Double.isFinite(value)) {
      throw new DivergedException(
          "training diverged in step %d of epoch %d, %s is %s: a learning rate below %s may help%s"
              .formatted(
                  step + 1,
                  epoch + 1,
                  what,
                  value,
                  config.architecture().recipe().learningRate(),
                  best == null ? "" : "; the best model so far is " + run.best()));
    }
  }

  /** To a thousandth, which is more than a clock can tell here. */
  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) * 1e-9;
  }

  @Override
  public void close() {
    training.close();
    if (validation != null) {
      validation.close();
    }
  }
}
