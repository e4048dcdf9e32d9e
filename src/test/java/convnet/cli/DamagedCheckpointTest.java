package convnet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checkpoint that is cut off, or of which a bit has flipped, is never loaded in silence. */
class DamagedCheckpointTest {
  private static final int TRIES = 500;

  @TempDir static Path directory;

  /** A run that stopped after 20 of 30 steps, and one that did not. */
  private static byte[] last = {};

  private static byte[] previous = {};
  private static byte[] end = {};

  @BeforeAll
  static void train() throws IOException {
    Stripes.tree(directory.resolve("data/train"), 40, 1);
    Stripes.tree(directory.resolve("data/val"), 15, 2);
    Files.writeString(directory.resolve("net.json"), Stripes.NETWORK);
    assertThat(resume("whole", "--max-steps", "30").exitCode()).isZero();
    end = Files.readAllBytes(file("whole", "last"));
    assertThat(resume("run", "--max-steps", "20", "--save-every", "3").exitCode()).isZero();
    last = Files.readAllBytes(file("run", "last"));
    previous = Files.readAllBytes(file("run", "previous"));
  }

  private static Path file(String run, String name) {
    return directory.resolve(run).resolve(name + ".safetensors");
  }

  private static Run resume(String run, String... more) {
    String[] args = {
      "train",
      directory.resolve("data").toString(),
      "-o",
      directory.resolve(run).toString(),
      "--arch",
      directory.resolve("net.json").toString(),
      "--resume",
      "-q"
    };
    String[] all = Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode = Main.run(all, InputStream.nullInputStream(), out, err);
    return new Run(exitCode, out.toByteArray(), err.toString(UTF_8));
  }

  @Test
  void isRefusedWhereverItIsCutOff() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < TRIES; i++) {
      assertRefused(Arrays.copyOf(last, random.nextInt(last.length)));
    }
  }

  @Test
  void isRefusedWhicheverBitFlips() throws IOException {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < TRIES; i++) {
      byte[] bad = last.clone();
      int bit = random.nextInt(8 * bad.length);
      bad[bit / 8] ^= (byte) (1 << bit % 8);
      assertRefused(bad);
    }
  }

  /** By itself, with no other to go on from. */
  private static void assertRefused(byte[] bad) throws IOException {
    Path copy = Files.createDirectories(directory.resolve("bad"));
    Files.copy(
        directory.resolve("run/config.json"),
        copy.resolve("config.json"),
        StandardCopyOption.REPLACE_EXISTING);
    Files.write(file("bad", "last"), bad);
    Run run = resume("bad");
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(run.err()).startsWith("convnet: " + file("bad", "last")).hasLineCount(1);
  }

  @Test
  void theRunGoesOnFromTheOneBefore() throws IOException {
    assertThat(previous).isNotEqualTo(last);
    byte[] bad = last.clone();
    bad[bad.length - 5] ^= 16;
    Files.write(file("run", "last"), bad);
    assertThat(resume("run", "--max-steps", "30", "--save-every", "0").exitCode()).isZero();
    assertThat(Files.readAllBytes(file("run", "last"))).isEqualTo(end);
  }

  @Test
  void whereBothAreDamagedNothingIsDone() throws IOException {
    Path both = Files.createDirectories(directory.resolve("both"));
    Files.copy(directory.resolve("run/config.json"), both.resolve("config.json"));
    for (String name : new String[] {"last", "previous"}) {
      Files.write(file("both", name), Arrays.copyOf(last, last.length / 2));
    }
    Run run = resume("both");
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(run.err()).startsWith("convnet: " + file("both", "last")).hasLineCount(1);
  }
}
