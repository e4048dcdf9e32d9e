package convnet.cli;

import convnet.data.BadImage;
import convnet.train.RunDirectory;
import convnet.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** The {@code --skip-bad} option: what to do about images that cannot be read. */
final class BadImageOptions {
  private boolean skip;

  BadImageOptions(Options options) {
    options.flag(
        "--skip-bad",
        given -> skip = given,
        "Skip images that cannot be read, and list them in RUN/bad-files.txt. Without this option"
            + " they are all listed before the first step, and training does not start.");
  }

  /**
   * Leaves the images out, if that is asked for or the resumed run has left images out before;
   * otherwise reports them as errors. Returns whether the run can start.
   */
  boolean accept(List<BadImage> bad, Trainer trainer, RunDirectory run, Console console)
      throws IOException {
    if (bad.isEmpty()) {
      return true;
    }
    if (!skip && !(trainer.isResumed() && Files.exists(run.badFiles()))) {
      refuse(bad, console);
      return false;
    }
    trainer.leaveOut(bad);
    console.warn(
        "images left out because they cannot be read: %,d; %s will list them"
            .formatted(bad.size(), run.badFiles()));
    return true;
  }

  private static void refuse(List<BadImage> bad, Console console) {
    String advice = "replace or remove %1$s, or leave %1$s out with --skip-bad";
    if (bad.size() == 1) {
      console.error(ErrorMessages.oneLine(bad.getFirst().reason()) + ": " + advice.formatted("it"));
      return;
    }
    bad.forEach(image -> console.error(ErrorMessages.oneLine(image.reason())));
    console.error(
        "%,d of the images cannot be read: ".formatted(bad.size()) + advice.formatted("them"));
  }
}
