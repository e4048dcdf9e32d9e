package convnet.cli;

import convnet.data.BadImage;
import convnet.train.RunDirectory;
import convnet.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import picocli.CommandLine.Option;

/** What becomes of images that cannot be read. */
final class BadImageOptions {
  @Option(
      names = "--skip-bad",
      description =
          "Leave out images that cannot be read, and list them in RUN/bad-files.txt. Without it"
              + " they are listed before the first step, and nothing is done.")
  private boolean skip;

  /**
   * Leaves the images out, if that is asked for or is what a run that goes on has done; else they
   * are errors. Returns whether the run can start.
   */
  boolean accept(List<BadImage> bad, Trainer trainer, RunDirectory run, Console console)
      throws IOException {
    if (bad.isEmpty()) {
      return true;
    }
    if (!skip && !(trainer.goesOn() && Files.exists(run.badFiles()))) {
      bad.forEach(image -> console.error(ErrorMessages.oneLine(image.reason())));
      console.error(
          "%,d of the images cannot be read: replace or remove them, or leave them out with --skip-bad"
              .formatted(bad.size()));
      return false;
    }
    trainer.leaveOut(bad);
    console.warn(
        "%,d of the images cannot be read and are left out; %s will list them"
            .formatted(bad.size(), run.badFiles()));
    return true;
  }
}
