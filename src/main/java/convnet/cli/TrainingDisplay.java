package convnet.cli;

import convnet.train.EpochRecord;
import convnet.train.TrainingListener;

/**
 * Shows how training goes: on a terminal a bar that moves, elsewhere a line now and then; and a
 * line for each epoch that is done.
 */
final class TrainingDisplay implements TrainingListener {
  private static final int NARROW = 100;

  private final Console console;
  private final ProgressLine line;
  private final long maxSteps;
  private final long start = System.nanoTime();
  private long steps;

  /**
   * @param maxSteps after how many steps the run ends at the latest; 0 for no such limit
   */
  TrainingDisplay(Console console, long maxSteps) {
    this.console = console;
    this.line = new ProgressLine(console);
    this.maxSteps = maxSteps;
  }

  @Override
  public void stepped(Progress progress) {
    steps++;
    line.show(() -> text(progress));
  }

  @Override
  public void validating(long images, long all) {
    line.show(() -> "validation  %d/%d images".formatted(images, all));
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

  private String text(Progress p) {
    long remaining = (long) p.epochs() * p.steps() - steps;
    if (maxSteps > 0) {
      remaining = Math.min(remaining, maxSteps - steps);
    }
    double left = (System.nanoTime() - start) * 1e-9 / steps * remaining;
    return "epoch %d/%d %s%d/%d  loss %.4f  accuracy %.1f %%  %.0f images/s  %s left"
        .formatted(
            p.epoch(),
            p.epochs(),
            console.isTerminal() ? bar(p) : "step ",
            p.step(),
            p.steps(),
            p.loss(),
            100 * p.accuracy(),
            p.imagesPerSecond(),
            duration(left));
  }

  private String bar(Progress p) {
    int length = console.isTerminal() && console.columns() < NARROW ? 6 : 20;
    int done = (int) ((long) length * p.step() / p.steps());
    return "[" + "#".repeat(done) + "-".repeat(length - done) + "] ";
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
