package convnet.cli;

import convnet.train.EpochRecord;
import convnet.train.TrainingListener;

/**
 * Shows the progress of training: on a terminal a progress bar, elsewhere a line now and then; and
 * a line for each finished epoch.
 */
final class TrainingDisplay implements TrainingListener {
  /** A terminal with fewer columns gets shorter words and a shorter bar. */
  private static final int WIDE = 110;

  /** The number of first steps, which are slow until the JIT has compiled them. */
  private static final int FIRST = 10;

  private final Console console;
  private final ProgressLine line;
  private final Forecast forecast;
  private final long maxSteps;
  private final long start = System.nanoTime();
  private long steps;
  private double warm;

  /**
   * @param training the number of training images
   * @param validation the number of validation images
   * @param maxSteps the number of steps after which the run ends at the latest; 0 for no limit
   */
  TrainingDisplay(Console console, int training, int validation, long maxSteps) {
    this.console = console;
    this.line = new ProgressLine(console);
    this.forecast = new Forecast(training, validation, maxSteps);
    this.maxSteps = maxSteps;
  }

  @Override
  public void stepped(Progress progress) {
    steps++;
    warm = steps == FIRST ? seconds() : warm;
    forecast.stepped(progress, seconds()).ifPresent(console::note);
    line.show(() -> text(progress));
  }

  @Override
  public void validating(long images, long all) {
    String count = "%d/%d images".formatted(images, all);
    line.show(
        () ->
            console.isTerminal()
                ? withBar("validation ", images, all, count)
                : "validation " + count);
  }

  @Override
  public void epochDone(EpochRecord epoch) {
    Double loss = epoch.valLoss();
    Double top1 = epoch.top1();
    Double top5 = epoch.top5();
    String held =
        loss == null || top1 == null || top5 == null
            ? ""
            : "  validation: loss %.4f  top-1 %.2f %%  top-5 %.2f %%"
                .formatted(loss, 100 * top1, 100 * top5);
    console.note(
        "epoch %d  loss %.4f%s  lr %.3g  %.0f images/s  %s"
            .formatted(
                epoch.epoch(),
                epoch.trainLoss(),
                held,
                epoch.lr(),
                epoch.imagesPerSecond(),
                duration(epoch.seconds())));
    line.rest();
  }

  @Override
  public void warned(String what) {
    console.warn(what);
  }

  private double seconds() {
    return (System.nanoTime() - start) * 1e-9;
  }

  private String text(Progress p) {
    double step = steps < 2 * FIRST ? seconds() / steps : (seconds() - warm) / (steps - FIRST);
    String left = duration(step * Forecast.stepsLeft(p, maxSteps));
    String place = "epoch %d/%d ".formatted(p.epoch(), p.epochs());
    if (!console.isTerminal()) {
      return place + "step " + figures(p, "accuracy", " images/s", left + " left");
    }
    String figures =
        console.columns() < WIDE
            ? figures(p, "acc", "/s", left)
            : figures(p, "accuracy", " images/s", left + " left");
    return withBar(place, p.step(), p.steps(), figures);
  }

  private static String figures(Progress p, String accuracy, String images, String left) {
    return "%d/%d  loss %.4f  %s %.1f %%  %.0f%s  %s"
        .formatted(
            p.step(),
            p.steps(),
            p.loss(),
            accuracy,
            100 * p.accuracy(),
            p.imagesPerSecond(),
            images,
            left);
  }

  /**
   * A line with a progress bar, or without it if it does not fit; the terminal's last column stays
   * free.
   */
  private String withBar(String before, long done, long all, String after) {
    int length = console.columns() < WIDE ? 10 : 20;
    int full = (int) (length * done / all);
    String bar = "[" + "#".repeat(full) + "-".repeat(length - full) + "] ";
    String line = before + bar + after;
    return line.length() < console.columns() ? line : before + after;
  }

  /** {@code 12 s}, {@code 3:05 min}, {@code 2:07 h}. */
  static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 60) {
      return whole + " s";
    }
    return whole < 3600
        ? "%d:%02d min".formatted(whole / 60, whole % 60)
        : "%d:%02d h".formatted(whole / 3600, whole % 3600 / 60);
  }
}
