package convnet.train;

import convnet.data.BadImage;
import convnet.data.DataCheck;
import convnet.data.DataLoader;
import convnet.data.DataSet;
import convnet.data.ImageStore;
import convnet.io.ImageLimits;
import convnet.io.MalformedFileException;
import convnet.kernel.Compute;
import convnet.model.Recipe;
import convnet.nn.ExecutionPlan;
import convnet.op.MixedLabels;
import convnet.op.SoftmaxCrossEntropy.Criterion;
import convnet.tensor.SplitMix64;
import convnet.train.TrainResult.Ending;
import convnet.train.report.RunReport;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Trains a network: in each epoch on all training images once, in batches; then it evaluates the
 * validation images and writes the files, with a line in the log. All memory but that for images is
 * allocated when the trainer is made.
 */
public final class Trainer implements AutoCloseable {

  private final TrainConfig config;
  private final ModelFile model;
  private final RunDirectory run;
  private final MemoryNeed memory;
  private final RunImages images;
  private final ExecutionPlan plan;
  private final Optimizer optimizer;
  private final MixedLabels labels;
  private final CutMix cutMix;

  private final History history = new History();
  private final GuessingWatch watch;
  private final DivergenceWatch divergence;
  private final @Nullable Checkpoint from;

  private LearningRateSchedule schedule;
  private Criterion criterion;
  private RunReport report;

  /** The progress of the run; replaced after every step. */
  private Position position = Position.start();

  private long imagesSeen;
  private double trainingSeconds;
  private boolean started;

  /**
   * @param data the images, labelled by the model's classes
   * @param model the model with its initial parameters, which are trained in place
   * @param run the directory for the run's files
   * @param limits how large an image may be
   * @param from the checkpoint in {@code run} to resume from; null for a new run
   * @throws IllegalArgumentException if the recipe asks for something impossible, such as
   *     validation images where there are none, or the checkpoint is of other images or, in the
   *     middle of an epoch, of another batch size
   * @throws IOException if the checkpoint cannot be read, or Java has too little memory for all
   *     this
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
    this.model = model;
    this.run = run;
    this.memory = MemoryNeed.of(model.network(), recipe);
    memory.require(Runtime.getRuntime().maxMemory());
    this.plan = ExecutionPlan.forTraining(model.network(), recipe.batchSize(), compute);
    this.optimizer = Optimizer.of(recipe, model.network(), plan, compute);
    this.watch = new GuessingWatch(data.classes().size(), recipe.learningRate());
    this.divergence = new DivergenceWatch(run, history, recipe.learningRate());
    config.requireValidationImages(data);
    this.labels = MixedLabels.forBatch(recipe.batchSize());
    this.cutMix = new CutMix(config.architecture());
    int channels = config.architecture().network().input().channels();
    this.images =
        new RunImages(
            data,
            config.architecture(),
            new ImageStore(channels, roomForImages(memory), limits),
            compute.parallel().threads() - 1,
            config.seed());
    this.schedule = schedule();
    this.criterion = criterion();
    this.report = report();
    this.from = from;
    this.started = from != null;
    if (from != null) {
      resume(from);
    }
  }

  /** The images in use, without those left out. */
  public DataSet data() {
    return images.data();
  }

  /** How much memory training takes. */
  public MemoryNeed memory() {
    return memory;
  }

  /** Whether this resumes an earlier run. */
  public boolean isResumed() {
    return from != null;
  }

  private LearningRateSchedule schedule() {
    Recipe recipe = config.architecture().recipe();
    int all = images.data().training().size();
    return LearningRateSchedule.of(recipe, Math.ceilDiv(all, recipe.batchSize()));
  }

  private Criterion criterion() {
    return TrainingLoss.of(config.architecture().recipe(), images.data());
  }

  private RunReport report() {
    return new RunReport(run, images.data(), model.network(), images.store());
  }

  private void resume(Checkpoint from) throws IOException {
    from.requireFits(config, images);
    from.restore(model, optimizer, config.architecture().recipe());
    position = from.position();
    for (EpochRecord record : run.log().read()) {
      if (record.epoch() <= position.epoch()) {
        history.add(record);
      }
    }
    if (history.records().size() != position.epoch()) {
      throw new MalformedFileException(
          run.log().path().toString(),
          "has %d of the %d epochs that %s has done"
              .formatted(history.records().size(), position.epoch(), from.file()));
    }
    requireBest();
  }

  private void requireBest() throws IOException {
    EpochRecord best = history.best();
    if (best != null) {
      run.requireBest(best.epoch());
    }
  }

  /**
   * Brings the run's files in line with the checkpoint that is resumed and the configuration, which
   * may be a new one.
   */
  private void continueFrom(Checkpoint from) throws IOException {
    boolean isPart = position.batch() > 0 && position.batch() < images.training().batches();
    if (exhausted() && isPart) {
      // No steps are left, so an epoch that was cut short stays as it is.
      run.log().read().stream()
          .filter(record -> record.epoch() == position.epoch() + 1)
          .forEach(history::addPart);
      requireBest();
    }
    if (from.file().equals(run.previous())) {
      run.restorePrevious();
    }
    if (!from.architecture().equals(config.architecture())) {
      // The checkpoint holds the recipe: the next resumption must not find the old one there.
      writeCheckpoint();
    }
    run.config().write(config);
    run.writeBadFiles(images.leftOut());
  }

  /** Half of the memory that training leaves free, in bytes. */
  private static long roomForImages(MemoryNeed need) {
    return Math.max(0, (Runtime.getRuntime().maxMemory() - need.bytes()) / 2);
  }

  /**
   * Reads every image once, so that a broken one is found before the first step.
   *
   * @param progress is given the number of images done now and then
   */
  public DataCheck checkImages(IntConsumer progress) throws IOException {
    return images.check(progress);
  }

  /**
   * Leaves out some images, which the run's directory will list. From then on the images are fixed:
   * one that breaks later stops the run, as otherwise the same seed would not give the same bits.
   *
   * @throws IOException if a class is left without training images, or all validation images are
   *     left out
   */
  public void leaveOut(List<BadImage> bad) throws IOException {
    images.leaveOut(bad);
    schedule = schedule();
    criterion = criterion();
    report = report();
  }

  /**
   * Computes the weights that are initialised from training images ({@code "weight_init":
   * "whitening"}), if the network has any. For a new run without {@code --init-from}, after {@link
   * #leaveOut} and before {@link #train}.
   *
   * @throws IOException if an image cannot be read
   */
  public void initializeFromImages() throws IOException {
    Whitening.apply(model.network(), images);
  }

  /**
   * Trains to the end, or until it is stopped; then {@code last.safetensors} holds the current
   * state. To be called once. A run that the directory already holds is replaced, unless it is
   * resumed.
   *
   * @param stop asked before each step whether to stop
   * @throws DivergedException if the loss or a parameter is no longer finite; the files stay as
   *     they were last saved
   * @throws IOException if an image cannot be read or a file cannot be written
   */
  public TrainResult train(TrainingListener listener, BooleanSupplier stop)
      throws IOException, DivergedException {
    long start = System.nanoTime();
    if (from != null) {
      from.requireSameLeftOut(images);
    }
    int epochs = config.architecture().recipe().epochs();
    boolean stopped = false;
    Ending ending;
    try (RunDirectory.Lock _ = run.make()) {
      if (from != null) {
        continueFrom(from);
      }
      while (position.epoch() < epochs
          && !stopped
          && (!exhausted() || isUnfinished())
          && !stale()) {
        stopped = !runEpoch(listener, stop);
      }
      if (stopped) {
        divergence.requireFinite(model.network(), position.step(), position.epoch());
        startRun();
        writeCheckpoint();
      }
      ending = stopped ? Ending.STOPPED : stale() ? Ending.NO_BETTER : Ending.DONE;
      EpochRecord best = history.best();
      // A resumed run may have nothing left to do but to write the report, if the disk was full
      // before.
      boolean due = report.isReviewed() || (!stopped && !report.says(status(ending)));
      if (best != null && due) {
        writeReport(listener, status(ending));
      }
    }
    return new TrainResult(
        position.epoch(),
        position.step(),
        history.best(),
        history.betterPart(),
        trainingSeconds > 0 ? imagesSeen / trainingSeconds : 0,
        secondsSince(start),
        ending);
  }

  private void writeCheckpoint() throws IOException {
    run.keepLast();
    Checkpoint.write(run.last(), model, optimizer, position, config.seed(), images.fingerprint());
    if (history.best() == null) {
      run.removeBest();
    }
  }

  /**
   * Called only once there is something to save: nothing is removed or written before, so a run
   * that fails at once does not harm an earlier one.
   */
  private void startRun() throws IOException {
    if (!started) {
      run.start(config);
      run.writeBadFiles(images.leftOut());
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
    // The rate of the last step done: a run killed after an epoch's last step has none left to do.
    double rate = rate(epoch, position.batch() - 1);
    DataLoader training = images.training();
    training.start(epoch, position.batch());
    for (int batch = position.batch(); batch < training.batches() && !exhausted(); batch++) {
      if (stop.getAsBoolean()) {
        return false;
      }
      int n = training.next(plan.input(), labels.own());
      cutMix.apply(plan.input(), n, labels, SplitMix64.mix(stepSeed()));
      rate = rate(epoch, batch);
      double loss = plan.trainStep(labels, n, criterion, stepSeed());
      divergence.requireFinite("the loss", loss, position.step() + 1, epoch);
      optimizer.step(rate);
      tally.add(plan.output(n), labels, criterion);
      position = new Position(epoch, batch + 1, position.step() + 1, tally);
      double speed = (tally.images() - imagesBefore) / secondsSince(start);
      listener.stepped(progress(tally.metrics(), rate, speed));
      watch.stepped(loss).ifPresent(listener::warned);
      if (config.limits().saveEvery() > 0 && position.step() % config.limits().saveEvery() == 0) {
        divergence.requireFinite(model.network(), position.step(), epoch);
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

  /**
   * The learning rate, by the place in the run and not by the steps so far: earlier epochs may have
   * had another batch size.
   */
  private double rate(int epoch, int batch) {
    long place = (long) epoch * images.training().batches() + batch;
    return schedule.rate(epoch, Math.max(place, 0), history.records());
  }

  private void finishEpoch(
      double trainLoss, double rate, double speed, long start, TrainingListener listener)
      throws IOException, DivergedException {
    int epoch = position.epoch();
    divergence.requireFinite(model.network(), position.step(), epoch);
    Review review = validate(listener);
    Metrics held = review == null ? null : review.metrics();
    if (held != null) {
      divergence.requireFinite(
          "the loss on the validation images", held.loss(), position.step(), epoch);
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
    boolean whole = position.batch() == images.training().batches();
    if (whole ? history.add(record) : history.addPart(record)) {
      model.write(run.best());
      report.review(review);
    }
    run.log().write(history.records());
    // The checkpoint is written last of the three, so that the others exist wherever it says so.
    if (whole) {
      position = new Position(epoch + 1, 0, position.step(), Tally.ofTraining());
    }
    writeCheckpoint();
    writeReport(
        listener,
        "epoch %d of %d is done"
            .formatted(record.epoch(), config.architecture().recipe().epochs()));
    listener.epochDone(record);
    boolean over = exhausted() || record.epoch() == config.architecture().recipe().epochs();
    watch.epochDone(record, position.step(), over).ifPresent(listener::warned);
  }

  private void writeReport(TrainingListener listener, String status) throws IOException {
    if (!report.isReviewed()) {
      // A resumed run that has not improved yet: the report is still to show the best model.
      ModelFile.load(run.best(), model.network());
      report.review(validate(listener));
      ModelFile.load(run.last(), model.network());
    }
    report.write(history.records(), Objects.requireNonNull(history.best()), status);
  }

  private String status(Ending ending) {
    return switch (ending) {
      case DONE -> "finished after %,d steps".formatted(position.step());
      case NO_BETTER ->
          "ended after %,d steps, as it no longer improved".formatted(position.step());
      case STOPPED ->
          "stopped in epoch %d after %,d steps".formatted(position.epoch() + 1, position.step());
    };
  }

  private @Nullable Review validate(TrainingListener listener) throws IOException {
    DataLoader validation = images.validation();
    if (validation == null) {
      return null;
    }
    int all = images.data().validation().size();
    return Evaluation.run(
        plan, validation, model.classes().size(), done -> listener.validating(done, all));
  }

  private boolean exhausted() {
    long limit = config.limits().maxSteps();
    return limit > 0 && position.step() >= limit;
  }

  /** Whether steps of the current epoch are done that no record covers yet. */
  private boolean isUnfinished() {
    return position.batch() > 0 && history.records().size() == position.epoch();
  }

  /** Whether it has not improved for as many epochs as early stopping allows. */
  private boolean stale() {
    int limit = config.limits().earlyStop();
    return limit > 0 && history.sinceBest() >= limit;
  }

  private long stepSeed() {
    return stepSeed(config.seed(), position.step());
  }

  /**
   * The seed of a step's random numbers (dropout, CutMix): a different one for each seed and step.
   */
  static long stepSeed(long seed, long step) {
    return new SplittableRandom(seed ^ step * SplitMix64.STEP).nextLong();
  }

  private TrainingListener.Progress progress(Metrics metrics, double rate, double speed) {
    return new TrainingListener.Progress(
        position.epoch() + 1,
        config.architecture().recipe().epochs(),
        position.batch(),
        images.training().batches(),
        metrics.loss(),
        metrics.top1(),
        rate,
        speed);
  }

  /** Rounded to a thousandth, which is finer than can be measured here. */
  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) * 1e-9;
  }

  @Override
  public void close() {
    images.close();
  }
}
