package convnet.cli;

import convnet.train.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A model file that the command line names. */
final class ModelArgument {
  private ModelArgument() {}

  /**
   * Finds out that it is no file: a pipe, or a directory, perhaps a run with the model that was
   * meant.
   *
   * @throws IOException if it is
   */
  static void requireFile(Path model) throws IOException {
    if (Files.isDirectory(model)) {
      RunDirectory run = new RunDirectory(model);
      throw new IOException(
          model
              + ": is a directory, and a model file is needed"
              + (Files.exists(run.best()) ? ": " + run.best() : ""));
    }
    if (Files.exists(model) && !Files.isRegularFile(model)) {
      throw new IOException(
          model
              + ": is a pipe or a device, and a model is read here and there: it has to be a file");
    }
  }
}
