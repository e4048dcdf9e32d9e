package convnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.io.ImageFiles;
import convnet.io.ImageLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Names that would do harm where they are taken for more than names: each as that of an image, of a
 * broken image, of a class, of an output and of a run. Each comes out whole where programs read it,
 * and on one line, with nothing in it that a terminal obeys, where people do.
 */
class HostileNamesTest {
  private static final String CONTROLS = "[\\p{Cntrl}\\x{80}-\\x{9F}\\x{2028}-\\x{202E}]";

  static final List<String> NAMES =
      List.of(
          // blanks
          "two  words",
          " leading",
          "trailing ",
          "no\u00A0break",
          // what ends a line or moves the cursor
          "new\nline",
          "new\nconvnet: line",
          "carriage\rreturn",
          "tab\tulator",
          "red\u001B[31m",
          "title\u001B]0;bitten\u0007",
          "back\b\b\b\bspace",
          "delete\u007F",
          "c1\u009B31m",
          "next\u0085line",
          "line\u2028separator",
          "right\u202Eto left",
          // other scripts
          "Möwe",
          "e\u0301 in two",
          "中文字",
          "עברית",
          "кошка",
          "\uD83D\uDE00",
          "\uD83D\uDC69\u200D\uD83D\uDD2C",
          // the shell
          "$(touch bitten)",
          "`touch bitten`",
          "; touch bitten",
          "| cat",
          "*",
          "[a-z]?",
          "{a,b}",
          "~",
          "$HOME",
          "don't",
          "back\\slash",
          "-q",
          "--help",
          "--output=x",
          "#remark",
          // formats and patterns
          "%s%d%n",
          "100%",
          "{0}",
          "(?i)x+",
          "a:b",
          "a.safetensors:b",
          "a=b",
          // CSV, JSON, HTML
          "a,b",
          "say \"hi\"",
          "=1+1",
          "+1",
          "@SUM(A1)",
          "\",\"b\":[1]}",
          "<script>document.title='bitten'",
          "<!--",
          "]]>",
          "&amp;&lt;",
          "\" onload=\"bitten()",
          // other systems, and length
          "con",
          "a\\..\\b",
          "train",
          "optimizer.x",
          "l".repeat(250),
          "ж".repeat(125));

  @TempDir(factory = MemoryDirectory.class)
  static Path shared;

  @TempDir(factory = MemoryDirectory.class)
  Path directory;

  private static Path model = Path.of("");

  /** A model whose classes have all these names, what it says of itself and its report. */
  private static Path hostile = Path.of("");

  private static JsonNode evaluation = JsonMapper.shared().createObjectNode();
  private static String page = "";

  @BeforeAll
  static void train() throws Exception {
    Stripes.tree(shared.resolve("data"), 3, 1);
    Files.writeString(shared.resolve("net.json"), Stripes.NETWORK);
    Run run = trainOn(shared.resolve("data"), shared.resolve("run"));
    assertThat(run.exitCode()).as(run.err()).isZero();
    model = shared.resolve("run/best.safetensors");
    for (String name : NAMES) {
      Path folder = Files.createDirectories(classes().resolve(name));
      for (int i = 0; i < 2; i++) {
        Files.copy(image(), folder.resolve(i + ".png"));
      }
    }
    run = trainOn(classes(), shared.resolve("hostile"));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertHarmless(run.err());
    Document parsed = parsed(shared.resolve("hostile"));
    assertThat(parsed.getElementsByTagName("script").getLength()).isEqualTo(1);
    page = parsed.getDocumentElement().getTextContent();
    hostile = shared.resolve("hostile/best.safetensors");
    String[] evaluate = {"classify", hostile.toString(), classes().toString(), "--evaluate"};
    evaluation = json(Run.convnet(with(evaluate, "--json")).out());
    json(Files.readString(shared.resolve("hostile/config.json")));
    Files.readAllLines(shared.resolve("hostile/log.jsonl")).forEach(HostileNamesTest::json);
  }

  private static Path classes() {
    return shared.resolve("classes");
  }

  private static Run trainOn(Path data, Path run) {
    return Run.convnet(
        "train",
        data.toString(),
        "--arch",
        shared.resolve("net.json").toString(),
        "-o",
        run.toString(),
        "--val-split=0.5",
        "--max-steps=1",
        "--batch-size=2");
  }

  private static Path image() {
    return shared.resolve("data/lying/0.png");
  }

  private static void assertHarmless(String text) {
    assertThat(Pattern.compile(CONTROLS).matcher(text.replace("\n", "")).find()).as(text).isFalse();
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void ofAnImage(String name) throws IOException {
    Path file = directory.resolve(name + ".png");
    Files.copy(image(), file);
    String[] classify = {"classify", model.toString(), file.toString(), "--top=1"};
    String text = Run.convnet(classify).out();
    assertThat(text).hasLineCount(1).contains(".png\t");
    assertHarmless(text.replace("\t", ""));
    JsonNode json = json(Run.convnet(with(classify, "--json")).out());
    assertThat(json.get("file").stringValue()).isEqualTo(file.toString());
    List<String> row = Csv.rows(Run.convnet(with(classify, "--csv")).out()).getLast();
    assertThat(row).hasSize(5).startsWith(file.toString(), "1");
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void ofABrokenImage(String name) throws IOException {
    Path file = Files.createFile(directory.resolve(name + ".png"));
    Run run = Run.convnet("classify", model.toString(), file.toString());
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(run.err()).startsWith("convnet: /").endsWith(".png: is empty\n").hasLineCount(1);
    assertHarmless(run.err());
    Run convolve = Run.convnet("convolve", "-k", "box", file.toString());
    assertThat(convolve.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(convolve.err()).isEqualTo(run.err());
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void ofAnInputAndAnOutput(String name) throws IOException {
    Path file = directory.resolve(name + ".png");
    Files.copy(image(), file);
    Path results = directory.resolve("to");
    Path named = directory.resolve(name + ".ppm");
    assertThat(Run.convnet("pool", file.toString(), "-o", results + "/").out()).isEmpty();
    assertThat(Run.convnet("pool", file.toString(), "-o", named.toString()).out()).isEmpty();
    try (var files = Files.list(results)) {
      assertThat(files).containsExactly(results.resolve(name + ".png"));
    }
    assertThat(ImageFiles.readRgb(named, ImageLimits.DEFAULT).width()).isEqualTo(8);
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactlyInAnyOrder(file, results, named);
    }
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void ofAClass(String name) {
    String shown = name.replaceAll("[\\p{Cntrl}\\x{80}-\\x{9F}&&[^\t\n]]", "\uFFFD");
    assertThat(page).containsIgnoringWhitespaces(shown);
    assertThat(evaluation.get("classes").valueStream()).anyMatch(c -> c.stringValue().equals(name));
    String[] classify = {"classify", hostile.toString(), image().toString(), "--top=99"};
    assertThat(Csv.rows(Run.convnet(with(classify, "--csv")).out()))
        .anyMatch(row -> row.get(2).equals(name));
    assertThat(json(Run.convnet(with(classify, "--json")).out()).get("predictions").valueStream())
        .anyMatch(p -> p.get("class").stringValue().equals(name));
  }

  @Test
  void ofAllClassesOnATerminal() {
    assertHarmless(
        Run.convnet("classify", hostile.toString(), image().toString()).out().replace("\t", ""));
    String text =
        Run.convnet("classify", hostile.toString(), classes().toString(), "--evaluate").out();
    assertHarmless(text);
    assertThat(text).contains("new\\nline", "red\\x1b[31m", "rightU+202Eto left");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "new\nline",
        "$(touch bitten)",
        "don't",
        "<!--",
        "%s%n",
        "\uD83D\uDE00",
        "-o",
        "a:b"
      })
  void ofARun(String name) throws Exception {
    Path run = directory.resolve(name);
    Run trained = trainOn(shared.resolve("data"), run);
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    assertHarmless(trained.err());
    assertThat(Run.convnet("classify", run + "/best.safetensors", image().toString()).exitCode())
        .isZero();
    // The command that the page proposes is for a shell, which must take the name for a name.
    String command =
        parsed(run).getElementsByTagName("pre").item(0).getTextContent().split(" photo.jpg")[0];
    Path out = directory.resolve("said");
    Process shell =
        new ProcessBuilder("sh", "-c", command.strip().replace("convnet classify", "printf %s"))
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .start();
    assertThat(shell.waitFor()).isZero();
    assertThat(out).hasContent(run + "/best.safetensors");
    assertThat(directory.resolve("bitten")).doesNotExist();
  }

  private static Document parsed(Path run) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(Files.readAllBytes(run.resolve("report.html"))));
  }

  private static String[] with(String[] args, String more) {
    return Stream.concat(Stream.of(args), Stream.of(more)).toArray(String[]::new);
  }

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }
}
