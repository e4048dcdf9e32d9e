package convnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ends a training again and again, at random moments and by random signals, and has it go on each
 * time: the files at the end are those of a run that nobody touched. {@code -Dkills=50} for more.
 */
class KilledTrainingIT {
  private static final int KILLS = Integer.getInteger("kills", 6);
  private static final List<String> SIGNALS = List.of("INT", "TERM", "KILL");

  private static final String NETWORK =
      """
      {"name": "small", "input": [3, 32, 32], "layers": [
        {"type": "Conv2d", "name": "conv", "out_channels": 16, "kernel_size": 5, "padding": 2},
        {"type": "BatchNorm2d", "name": "norm"},
        {"type": "ReLU", "name": "relu"},
        {"type": "MaxPool2d", "name": "pool", "kernel_size": 2},
        {"type": "Flatten", "name": "flatten"},
        {"type": "Dropout", "name": "dropout", "p": 0.3},
        {"type": "Linear", "name": "hidden", "out_features": 256},
        {"type": "ReLU", "name": "relu2"},
        {"type": "Linear", "name": "fc", "out_features": "classes"}],
       "recipe": {"optimizer": "adamw", "lr": 0.002, "lr_schedule": "plateau", "step_size": 2,
         "gamma": 0.8, "label_smoothing": 0.1, "class_weights": "balanced",
         "batch_size": 8, "epochs": %d, "augment": "standard"}}
      """
          .formatted(8 + 2 * KILLS);

  @TempDir Path directory;

  private final SplittableRandom random = new SplittableRandom(1);

  @Test
  void endsWithTheBitsOfOneThatNeverStopped() throws IOException, InterruptedException {
    draw();
    Path network = Files.writeString(directory.resolve("net.json"), NETWORK);
    Process whole = start(network, "whole");
    assertThat(whole.waitFor(10, TimeUnit.MINUTES)).isTrue();
    assertThat(whole.exitValue()).isZero();
    List<String> signals = Signals.interruptIsIgnored() ? SIGNALS.subList(1, 3) : SIGNALS;
    int killed = 0;
    // A checkpoint comes after every step, so many a signal comes while one is written.
    for (int attempt = 0; attempt < 20 * KILLS && killed < KILLS; attempt++) {
      Process process = start(network, "killed");
      boolean over = process.waitFor(700 + random.nextInt(1800), TimeUnit.MILLISECONDS);
      if (over) {
        assertThat(process.exitValue()).isZero();
        break;
      }
      String signal = signals.get(random.nextInt(signals.size()));
      new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("ended by %s", signal).isTrue();
      killed++;
    }
    // A fast machine may be done before; who asks for a number of kills gets them.
    assertThat(killed)
        .as("kills before the run was over")
        .isGreaterThanOrEqualTo(Integer.getInteger("kills", KILLS / 2));
    Process rest = start(network, "killed");
    assertThat(rest.waitFor(10, TimeUnit.MINUTES)).isTrue();
    assertThat(rest.exitValue()).isZero();
    for (String file : List.of("last.safetensors", "best.safetensors")) {
      assertThat(directory.resolve("killed").resolve(file))
          .hasSameBinaryContentAs(directory.resolve("whole").resolve(file));
    }
    assertThat(log("killed")).isEqualTo(log("whole"));
    try (var left = Files.list(directory.resolve("killed"))) {
      assertThat(left.filter(path -> path.toString().endsWith(".tmp")))
          .as("half-written files")
          .isEmpty();
    }
  }

  /** The lines without their times. */
  private List<String> log(String run) throws IOException {
    return Files.readAllLines(directory.resolve(run).resolve("log.jsonl")).stream()
        .map(line -> line.replaceFirst(",\"images_per_second.*", ""))
        .toList();
  }

  /** Starts or goes on with a run; the launcher replaces itself with Java, so its id is Java's. */
  private Process start(Path network, String run) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of("target/convnet/bin/convnet").toAbsolutePath().toString());
    command.addAll(List.of("train", "data", "--arch", network.toString(), "-o", run));
    command.addAll(List.of("--resume", "--save-every", "1", "--quiet"));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve(run + ".txt").toFile()));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder.start();
  }

  /** Three classes of noise, each with a bright place of its own. */
  private void draw() throws IOException {
    for (int label = 0; label < 3; label++) {
      Path folder = Files.createDirectories(directory.resolve("data/class" + label));
      for (int i = 0; i < 40; i++) {
        BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < 32 * 32; p++) {
          int grey = random.nextInt(128) + (p / 32 / 11 == label ? 100 : 0);
          image.setRGB(p % 32, p / 32, grey * 0x010101);
        }
        ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
      }
    }
  }
}
