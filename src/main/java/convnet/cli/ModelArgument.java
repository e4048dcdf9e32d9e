package convnet.cli;

import convnet.train.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks a model file that the command line names. */
final class ModelArgument {
  private ModelArgument() {}

  /**
   * Refuses what exists but is no regular file: a pipe, a device, or a directory. If that is the
   * directory of a run, the message names its best model.
   *
   * @throws IOException if it is one of these
   */
  static void requireFile(Path model) throws IOException {
    if (Files.isDirectory(model)) {
      RunDirectory run = new RunDirectory(model);
      throw new IOException(
          model
              + ": is a directory, but a model file is needed"
              + (Files.exists(run.best()) ? ": " + run.best() : ""));
    }
    if (Files.exists(model) && !Files.isRegularFile(model)) {
      throw new IOException(
          model
              + ": is a pipe or a device: a model must be a regular file, as it is read at random"
              + " positions");
    }
  }
}
