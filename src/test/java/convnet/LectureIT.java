package convnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the lecture on the packaged program, and checks its numbers against PyTorch's. */
class LectureIT {
  private static final Path SCRIPT = Path.of("samples/lecture.sh").toAbsolutePath();

  @TempDir static Path directory;

  /** The commands of the lecture and what each printed. */
  private static final List<String> PARTS = new ArrayList<>();

  private static Shell lecture = new Shell(-1, "", "");

  @BeforeAll
  static void run() throws IOException, InterruptedException {
    lecture = Shell.run("sh " + SCRIPT + " out", directory);
    PARTS.addAll(List.of(lecture.out().split("\n\\$ ")));
  }

  @Test
  void runsToItsEndAndComplainsOfNothing() {
    assertThat(lecture.err()).isEmpty();
    assertThat(lecture.exit()).isZero();
    assertThat(lecture.out()).endsWith("The pictures are in out.\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-p 0 out/x.txt                                      | 321 432 543",
        "-p 0 --flip out/x.txt                               | 123 234 345",
        "-p 0x2 --padding-mode zeros out/x.txt               | 100 210 321 432 543 54 5",
        "-p 0x2 --padding-mode reflect out/x.txt             | 123 212 321 432 543 454 345",
        "-p 0x2 --padding-mode replicate out/x.txt           | 111 211 321 432 543 554 555",
        "-p 0x2 --padding-mode circular out/x.txt            | 154 215 321 432 543 154 215",
        "-p 0x2 --padding-mode symmetric out/x.txt           | 112 211 321 432 543 554 455",
        "-p 0x2 -s 2 --padding-mode zeros out/x.txt          | 100 321 543 5",
        "-p 0x2 -d 2 --padding-mode zeros out/x.txt          | 310 420 531 42 53",
        "-p 0x2 --sparsity 1 --padding-mode zeros out/x.txt  | 310 420 531 42 53",
        "-p 0x2 -s 2 -d 2 --padding-mode zeros out/x.txt     | 310 531 53",
        "-s 1x2 -p 0x1 --padding-mode zeros out/x.txt        | 210 432 54",
        "cat out/dx.txt                                      | 10 101 10 101 10",
        "cat out/dw.txt                                      | 6 9 6",
        "--transpose -k \"1 10 100\" -s 1x2 -p 0x1           | 10 101 10 101 10",
        "-k \"1 1 1\" -d 1x2 -p 0x1                          | 6 9 6",
        "out/small.txt                                       | 1 10 102 20 200",
        "convnet pool -k 3 -s 2 --ceil-mode                  | 15 17 18",
        "--formula conv:64,k=11,s=4,p=2" + " | (224 + 2·2 − 1·(11 − 1) − 1) / 4 + 1 = 55.25 → 55",
        "--solve 64x55x55                                    | conv:64,k=11,s=4,p=2",
        "--formula conv:16,k=3,s=1,p=1                       | Conv2d  0     16x512x768        "
            + " 448",
        "convnet shape alexnet                               | 61,100,840    714,188,480",
      })
  void printsTheNumbers(String command, String answer) {
    List<String> parts =
        PARTS.stream()
            .filter(part -> part.lines().findFirst().orElse("").contains(command))
            .toList();
    assertThat(parts).as(command).isNotEmpty();
    String lines = parts.getFirst().lines().skip(1).reduce("", (all, line) -> all + line + "\n");
    assertThat(lines).contains(answer);
  }

  @Test
  void drawsPictures() {
    for (String name : List.of("slope.png", "edges.png", "pooled.png", "maps.png", "alexnet.svg")) {
      assertThat(directory.resolve("out/" + name)).isNotEmptyFile();
    }
  }

  @Test
  void saysHowItIsCalled() throws IOException, InterruptedException {
    Shell none = Shell.run("sh " + SCRIPT, directory);
    assertThat(none.exit()).isEqualTo(2);
    assertThat(none.err()).contains("lecture.sh DIRECTORY");
  }

  @Test
  void isPortable() throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/shellcheck")));
    assertThat(Shell.run("shellcheck " + SCRIPT, directory).out()).isEmpty();
  }
}
