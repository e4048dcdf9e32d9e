package convnet.fuzz;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where Jazzer comes in: {@code -Dfuzz.target=NAME} says for which target. */
public final class FuzzEntry {
  private static final Target TARGET = Targets.named(System.getProperty("fuzz.target", ""));

  private FuzzEntry() {}

  /** Loads what is needed to read the files of a directory, before anybody takes the time. */
  public static void fuzzerInitialize(String[] args) throws Exception {
    for (Path seed : Corpus.files(Path.of(args[0]))) {
      TARGET.reading().of(Files.readAllBytes(seed));
    }
  }

  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    TARGET.reading().of(input);
  }
}
