package convnet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import convnet.ResourceUse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A training and a classification, one after the other in one process, and what they take of the
 * machine on the way. The training validates, saves, logs and reports after each epoch as any does.
 */
public final class LongRun {
  private static final int BATCH = 8;

  private final Path directory;

  /**
   * @param directory for images and files
   * @param stepsAnEpoch how many steps lie between two looks
   */
  public LongRun(Path directory, int stepsAnEpoch) throws IOException {
    this.directory = directory;
    int images = stepsAnEpoch * BATCH / Stripes.CLASSES.length;
    Stripes.tree(directory.resolve("data/train"), images, 1);
    Stripes.tree(directory.resolve("data/val"), 10, 2);
    Files.writeString(directory.resolve("net.json"), Stripes.NETWORK);
  }

  /** Trains, and looks after each epoch. */
  public List<ResourceUse> train(int epochs) {
    List<ResourceUse> uses = new ArrayList<>();
    run(
        OutputStream.nullOutputStream(),
        new Lines(line -> line.startsWith("epoch"), 1, uses),
        "train",
        directory.resolve("data").toString(),
        "--arch",
        directory.resolve("net.json").toString(),
        "-o",
        directory.resolve("run").toString(),
        "--batch-size=" + BATCH,
        "--epochs=" + epochs);
    return uses;
  }

  /** Classifies the images of the training again and again, and looks after each hundred. */
  public List<ResourceUse> classify(int hundreds) throws IOException {
    List<ResourceUse> uses = new ArrayList<>();
    Path images = directory.resolve("data/val");
    List<String> args = new ArrayList<>(List.of("classify"));
    args.add(directory.resolve("run/best.safetensors").toString());
    int each = 10 * Stripes.CLASSES.length;
    args.addAll(Collections.nCopies(Math.ceilDiv(100 * hundreds, each), images.toString()));
    args.add("--json");
    run(
        new Lines(line -> line.startsWith("{"), 100, uses),
        OutputStream.nullOutputStream(),
        args.toArray(String[]::new));
    return uses;
  }

  private static void run(OutputStream out, OutputStream err, String... args) {
    int exitCode = Main.run(args, InputStream.nullInputStream(), out, err);
    if (exitCode != ExitCode.DONE) {
      throw new AssertionError("exit code " + exitCode);
    }
  }

  private interface Which {
    boolean matches(String line);
  }

  /** Looks after every so many lines of a kind. */
  private static final class Lines extends OutputStream {
    private final Which which;
    private final int each;
    private final List<ResourceUse> uses;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int seen;

    Lines(Which which, int each, List<ResourceUse> uses) {
      this.which = which;
      this.each = each;
      this.uses = uses;
    }

    @Override
    public void write(int b) {
      if (b != '\n') {
        line.write(b);
        return;
      }
      if (which.matches(line.toString(UTF_8)) && ++seen % each == 0) {
        uses.add(ResourceUse.now());
      }
      line.reset();
    }
  }
}
