package convnet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import convnet.train.Checkpoint;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lets a training run into one {@link Fault} after the other, at random moments, and go on each
 * time: each time it ends as promised and loses no checkpoint, and the files at the end are those
 * of a run that nobody touched. {@code -Dfaults=100} for more, {@code -Dfaults.seed=7} for others.
 */
@DisabledOnOs(OS.WINDOWS)
class FaultyTrainingIT {
  private static final int FAULTS = Integer.getInteger("faults", 7);
  private static final String LAUNCHER =
      Path.of("target/convnet/bin/convnet").toAbsolutePath().toString();

  private static final String NETWORK =
      """
      {"name": "small", "input": [3, 32, 32], "layers": [
        {"type": "Conv2d", "name": "conv", "out_channels": 16, "kernel_size": 5, "padding": 2},
        {"type": "BatchNorm2d", "name": "norm"},
        {"type": "ReLU", "name": "relu"},
        {"type": "MaxPool2d", "name": "pool", "kernel_size": 2},
        {"type": "Flatten", "name": "flatten"},
        {"type": "Dropout", "name": "dropout", "p": 0.3},
        {"type": "Linear", "name": "hidden", "out_features": 64},
        {"type": "ReLU", "name": "relu2"},
        {"type": "Linear", "name": "fc", "out_features": "classes"}],
       "recipe": {"optimizer": "adamw", "lr": 0.002, "lr_schedule": "plateau", "step_size": 2,
         "gamma": 0.8, "label_smoothing": 0.1, "class_weights": "balanced",
         "batch_size": 8, "epochs": %d, "augment": "standard"}}
      """
          .formatted(8 + 2 * FAULTS);

  @TempDir Path directory;

  private final SplittableRandom random =
      new SplittableRandom(Integer.getInteger("faults.seed", 1));

  /** How often each fault struck, and what file was named. */
  private final Map<Fault, Integer> struck = new EnumMap<>(Fault.class);

  private final Map<String, Integer> named = new TreeMap<>();

  /** How a training ended. */
  private record End(int exitCode, String said) {}

  /** What Java itself says when a signal comes before it has quite begun (JDK-8367597). */
  private static final Pattern OF_THE_RUNTIME =
      Pattern.compile(
          "Runtime\\.exit\\(\\d+\\) logging failed: Cannot invoke"
              + " \"java\\.lang\\.Module\\.getClassLoader\\(\\)\" because \"m\" is null\\R");

  @Test
  void endsWithTheBitsOfOneThatNeverStopped() throws IOException, InterruptedException {
    draw();
    Files.writeString(directory.resolve("net.json"), NETWORK);
    Path whole = directory.resolve("whole");
    assertThat(end(start("", whole))).isEqualTo(new End(0, ""));
    try (Disk disk = new Disk(directory.resolve("disk"))) {
      List<Fault> faults = possible(disk);
      for (int i = 0; i < FAULTS && !isDone(disk.run()); i++) {
        suffer(faults.get(random.nextInt(faults.size())), disk);
      }
      // A fast machine may be done before; who asks for a number of faults gets them.
      int all = struck.values().stream().mapToInt(n -> n).sum();
      System.out.printf("%d faults: %s; named: %s%n", all, struck, named);
      assertThat(all)
          .as("faults before the run was over")
          .isGreaterThanOrEqualTo(Integer.getInteger("faults", FAULTS / 2));
      assertThat(end(start("", disk.run()))).isEqualTo(new End(0, ""));
      for (String file : List.of("last.safetensors", "best.safetensors")) {
        assertThat(disk.run().resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
      }
      assertThat(log(disk.run())).isEqualTo(log(whole));
      assertThat(disk.run().resolve("report.html")).content().contains(">finished after ");
      assertThat(temporaries(disk.run())).isEmpty();
    }
  }

  private List<Fault> possible(Disk disk) throws IOException {
    List<Fault> faults = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      if (fault.isPossible(disk) && !(fault == Fault.INTERRUPTED && Signals.interruptIsIgnored())) {
        faults.add(fault);
      }
    }
    return faults;
  }

  /** Goes on with the run until the fault ends it, and holds that against what was promised. */
  private void suffer(Fault fault, Disk disk) throws IOException, InterruptedException {
    long before = step(disk.run());
    Process process = start(fault.shell(random), disk.run());
    End end;
    try {
      // A checkpoint comes after every step, so many a fault comes while one is written.
      if (!process.waitFor(random.nextInt(2000), TimeUnit.MILLISECONDS)) {
        fault.strike(process, disk, random);
      }
      end = end(process);
    } finally {
      fault.mend(disk);
    }
    if (end.exitCode != 0) {
      String run = disk.run().toString();
      assertThat(end.exitCode).as("%s: %s", fault, end.said).isEqualTo(fault.exitCode());
      assertThat(fault.isWellSaid(end.said, run)).as("%s: %s", fault, end.said).isTrue();
      struck.merge(fault, 1, Integer::sum);
      if (!end.said.isEmpty()) {
        named.merge(
            end.said.substring("convnet: ".length() + run.length()).strip(), 1, Integer::sum);
        assertThat(temporaries(disk.run())).as(fault.toString()).isEmpty();
      }
    }
    assertThat(step(disk.run())).as("steps kept after %s", fault).isGreaterThanOrEqualTo(before);
  }

  /** How many steps the checkpoint holds, which must be whole; 0 where there is none yet. */
  private static long step(Path run) throws IOException {
    Path last = run.resolve("last.safetensors");
    return Files.exists(last) ? Checkpoint.read(last).position().step() : 0;
  }

  private boolean isDone(Path run) throws IOException {
    return step(run) > 0 && step(run) == step(directory.resolve("whole"));
  }

  private static List<Path> temporaries(Path run) throws IOException {
    if (!Files.exists(run)) {
      return List.of();
    }
    try (var files = Files.list(run)) {
      return files.filter(file -> file.toString().endsWith(".tmp")).toList();
    }
  }

  /** The lines without their times. */
  private static List<String> log(Path run) throws IOException {
    return Files.readAllLines(run.resolve("log.jsonl")).stream()
        .map(line -> line.replaceFirst(",\"images_per_second.*", ""))
        .toList();
  }

  private static End end(Process process) throws IOException, InterruptedException {
    // What is said is short: it fits the pipe.
    boolean ended = process.waitFor(10, TimeUnit.MINUTES);
    if (!ended) {
      process.destroyForcibly();
      throw new AssertionError("does not end");
    }
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new End(process.exitValue(), OF_THE_RUNTIME.matcher(said).replaceFirst(""));
  }

  /** Begins a run or goes on with it; the shell and the launcher replace themselves with Java. */
  private Process start(String before, Path run) throws IOException {
    String command =
        "%sexec '%s' train data --arch net.json -o '%s' --resume --save-every 1 --quiet"
            .formatted(before, LAUNCHER, run);
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", command)
            .directory(directory.toFile())
            .redirectErrorStream(true);
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
