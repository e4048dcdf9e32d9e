package convnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs every command of the README in the order of the page, on the packaged program, as a newcomer
 * would. What builds the program (Maven) has run when this test does; what compares it with other
 * programs needs them, and is left out.
 */
class ReadmeIT {
  private static final Path ROOT = Path.of("").toAbsolutePath();

  @TempDir static Path directory;

  private static final Map<String, Shell> RESULTS = new LinkedHashMap<>();

  @BeforeAll
  static void runAll() throws IOException, InterruptedException {
    Files.createSymbolicLink(directory.resolve("samples"), ROOT.resolve("samples"));
    Files.createSymbolicLink(directory.resolve("target"), ROOT.resolve("target"));
    for (String command : commands()) {
      RESULTS.put(command, Shell.run(command, directory));
    }
  }

  private static List<String> commands() throws IOException {
    List<String> commands = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(ROOT.resolve("README.md"))) {
      if (line.startsWith("```")) {
        inside = line.equals("```sh");
      } else if (inside && !line.startsWith("src/bench/") && !line.startsWith("export ")) {
        String afterMaven = line.replaceFirst("^mvn [^&]*(&& |$)", "");
        // The lecture is run, and looked at more closely, by LectureIT.
        if (!afterMaven.isBlank() && !line.startsWith("sh samples/lecture.sh")) {
          commands.add(afterMaven);
        }
      }
    }
    return commands;
  }

  private static Shell resultOf(String part) {
    List<String> matching = RESULTS.keySet().stream().filter(c -> c.contains(part)).toList();
    assertThat(matching).as("commands with %s", part).hasSize(1);
    return RESULTS.get(matching.getFirst());
  }

  @Test
  void everyCommandWorks() {
    assertThat(RESULTS).hasSizeGreaterThan(15);
    RESULTS.forEach(
        (command, result) -> {
          assertThat(result.exit()).as("%s: %s", command, result.err()).isZero();
          assertThat(result.err()).as(command).doesNotContain("WARNING", "Exception");
        });
  }

  @Test
  void theFirstCommandTrainsToNinetyFivePercent() throws IOException {
    assertThat(resultOf("-o out/shapes").err()).contains("out/shapes/best.safetensors");
    List<String> log = Files.readAllLines(directory.resolve("out/shapes/log.jsonl"));
    String top1 = log.getLast().replaceFirst(".*\"top1\":([0-9.E-]+).*", "$1");
    assertThat(Double.parseDouble(top1)).isGreaterThanOrEqualTo(0.95);
  }

  @Test
  void theSecondClassifiesCorrectly() {
    assertThat(resultOf("test/ring/003.png").out()).contains("003.png\tring 0.9");
  }

  @Test
  void numbersAreThoseOfPyTorch() {
    assertThat(resultOf("-p 0x2").out()).isEqualTo("123 212 321 432 543 454 345\n");
    assertThat(resultOf("--grad-input").out()).isEqualTo("10 101 10 101 10\n");
    assertThat(RESULTS.get("convnet shape alexnet").out()).contains("61,100,840", "714,188,480");
    assertThat(resultOf("--solve").out()).contains("conv:64,k=11,s=4,p=2");
    assertThat(resultOf("-k 3 -s 2 --ceil-mode").out()).isEqualTo("15 17 18\n27 29 30\n33 35 36\n");
  }

  @Test
  void picturesAreThere() {
    for (String name :
        List.of(
            "soft.png",
            "edges.png",
            "relief.png",
            "maps.png",
            "piped.png",
            "half.png",
            "mosaic.png",
            "convolution.gif",
            "alexnet.svg")) {
      assertThat(directory.resolve("out/" + name)).isNotEmptyFile();
    }
  }
}
