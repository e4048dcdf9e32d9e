package convnet.train;

import java.io.IOException;
import java.nio.file.Path;

/** The log of a run, for tests of other packages. */
public final class RunLogs {
  private RunLogs() {}

  /** Reads it as a run that goes on does. */
  public static void read(Path run) throws IOException {
    History history = new History();
    new RunDirectory(run).log().read().forEach(history::add);
  }
}
