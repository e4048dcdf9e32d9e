package convnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * More than a thousand broken images of every format, one after the other in a process that has 512
 * MB: each is read or refused in one line, in time. {@code -Dmutations=100 -Dmutation.seed=7} makes
 * more and others.
 */
class MalformedImagesIT {
  private static final Pattern SUMMARY =
      Pattern.compile("(\\d+) images: (\\d+) read, (\\d+) refused.*");

  @Test
  void eachIsReadOrRefusedInOneLine(@TempDir Path directory)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "convnet.cli.MalformedImages",
                directory.toString()));
    command.add(System.getProperty("mutations", "12"));
    command.add(System.getProperty("mutation.seed", "1"));
    Path out = directory.resolve("said.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(directory.resolve("warnings.txt").toFile())
            .start();
    assertThat(process.waitFor(30, TimeUnit.MINUTES)).isTrue();
    List<String> lines = Files.readAllLines(out);
    assertThat(lines).as("wrong answers, then the summary").hasSize(1);
    Matcher summary = SUMMARY.matcher(lines.getFirst());
    assertThat(summary).matches();
    assertThat(Integer.parseInt(summary.group(1))).isGreaterThan(1000);
    assertThat(Integer.parseInt(summary.group(2))).as("read").isPositive();
    assertThat(process.exitValue()).isZero();
  }
}
