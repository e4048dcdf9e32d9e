package convnet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The page that {@code convnet train} writes; its classes and files have names that bite. */
class TrainReportTest {
  private static final String SCRIPT = "<script>document.title='bitten'<!--";
  private static final String QUOTES = "a&b \"c\" 'd' \u0007";
  private static final String IMAGE = "<img src=x onerror=\"document.title='bitten'\">.png";

  @TempDir static Path shared;
  @TempDir Path directory;

  @BeforeAll
  static void train() throws Exception {
    Path data = Stripes.tree(shared.resolve("<data>"), 12, 1);
    Files.move(data.resolve("lying"), data.resolve(SCRIPT));
    Files.move(data.resolve("squares"), data.resolve(QUOTES));
    for (Path directory : List.of(data.resolve(SCRIPT), data.resolve(QUOTES))) {
      for (int i = 0; i < 12; i++) {
        Files.move(directory.resolve(i + ".png"), directory.resolve(i + IMAGE));
      }
    }
    Files.writeString(shared.resolve("small.json"), Stripes.NETWORK);
    train(shared.resolve("run"), "--val-split", "0.5", "--epochs", "2");
  }

  private static void train(Path run, String... more) {
    Stream<String> args =
        Stream.of(
            "train",
            shared.resolve("<data>").toString(),
            "--arch",
            shared.resolve("small.json").toString(),
            "-o",
            run.toString());
    Run done = Run.convnet(Stream.concat(args, Stream.of(more)).toArray(String[]::new));
    assertThat(done.exitCode()).as(done.err()).isZero();
  }

  private static String page(Path run) throws IOException {
    return Files.readString(run.resolve("report.html"));
  }

  /** It is XML, too, so a strict parser tells where something was not escaped. */
  private static Document parsed(String page) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(page.getBytes(UTF_8)));
  }

  private static List<Element> elements(Document page, String name) {
    NodeList found = page.getElementsByTagName(name);
    return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i)).toList();
  }

  private static List<String> texts(Document page, String name) {
    return elements(page, name).stream().map(e -> e.getTextContent().strip()).toList();
  }

  @Test
  void thePageHasAllItsParts() throws Exception {
    Document page = parsed(page(shared.resolve("run")));
    assertThat(texts(page, "h1")).containsExactly("small on <data>");
    assertThat(texts(page, "h2"))
        .containsExactly(
            "Training",
            "Classes",
            "Hardest images",
            "First-layer filters",
            "Recipe",
            "Use the model");
    assertThat(texts(page, "dt")).contains("top-1", "top-5", "best epoch", "images/s", "time");
    // Three charts and the confusion matrix.
    assertThat(elements(page, "svg"))
        .hasSize(4)
        .allSatisfy(svg -> assertThat(svg.getAttribute("aria-label")).isNotBlank());
    assertThat(texts(page, "title"))
        .anyMatch(t -> t.matches("epoch 2: training [\\d.e-]+, validation [\\d.e-]+"));
    // All 18 validation images are among the 24 hardest; then the picture of the filters.
    assertThat(elements(page, "img"))
        .hasSize(19)
        .allSatisfy(image -> assertThat(image.getAttribute("alt")).isNotBlank())
        .allSatisfy(
            image -> assertThat(image.getAttribute("src")).startsWith("data:image/png;base64,"));
    assertThat(texts(page, "td")).contains("0.05", "8");
    assertThat(texts(page, "pre").getFirst()).contains("convnet classify ", "best.safetensors");
  }

  @Test
  void theFiguresAreThoseOfTheLog() throws Exception {
    Document page = parsed(page(shared.resolve("run")));
    int right = 0;
    for (String cell : texts(page, "text")) {
      right +=
          cell.matches("(?s)(.+) taken for \\1: .*\\d+")
              ? Integer.parseInt(cell.replaceAll("(?s).*\\s", ""))
              : 0;
    }
    List<String> log = Files.readAllLines(shared.resolve("run/log.jsonl"));
    double best =
        log.stream()
            .mapToDouble(
                line -> Double.parseDouble(line.replaceAll(".*\"top1\":([\\d.]+).*", "$1")))
            .max()
            .orElseThrow();
    assertThat(right / 18.0).isEqualTo(best);
  }

  @Test
  void namesThatBiteAreJustNames() throws Exception {
    String text = page(shared.resolve("run"));
    Document page = parsed(text);
    assertThat(elements(page, "script")).hasSize(1);
    assertThat(texts(page, "th")).contains(SCRIPT, "a&b \"c\" 'd' \uFFFD");
    assertThat(texts(page, "span")).anyMatch(name -> name.endsWith(IMAGE));
    assertThat(text).doesNotContain("<script>document.title", "<img src=x");
  }

  @Test
  void thePageAsksTheNetworkForNothing() throws Exception {
    assertThat(page(shared.resolve("run"))).doesNotContainPattern("https?:|//[a-z]|@import|url\\(");
  }

  @Test
  void withoutImagesHeldApartTheRestIsThere() throws Exception {
    Path run = directory.resolve("run");
    train(run, "--val-split", "0", "--epochs", "1");
    Document page = parsed(page(run));
    assertThat(texts(page, "h2")).contains("Training", "Validation images", "First-layer filters");
    assertThat(texts(page, "dt")).contains("training loss").doesNotContain("top-1");
    // The losses and the learning rate.
    assertThat(elements(page, "svg")).hasSize(2);
    assertThat(elements(page, "img")).hasSize(1);
  }

  @Test
  void aRunThatGoesOnStillShowsItsBestModel() throws Exception {
    Path run = directory.resolve("run");
    train(run, "--val-split", "0.5", "--epochs", "2");
    String before = page(run);
    // Too slow to change a single bit: the new epoch is no better.
    train(run, "--resume", "--epochs", "3", "--lr", "1e-30");
    String after = page(run);
    assertThat(after).contains("epoch 3: ");
    assertThat(onTheBestModel(after)).isEqualTo(onTheBestModel(before)).contains("Hardest images");
  }

  private static String onTheBestModel(String page) {
    return page.substring(page.indexOf("<h2>Classes"), page.indexOf("<h2>Recipe"));
  }

  @Test
  void anotherRunInItsPlaceRemovesThePage() throws Exception {
    Path run = directory.resolve("run");
    train(run, "--val-split", "0.5", "--epochs", "1");
    train(run, "--val-split", "0", "--epochs", "1", "--overwrite");
    assertThat(page(run)).doesNotContain("Hardest images");
  }

  /** Where there is a browser, it shows the page without a complaint. */
  @Test
  void aBrowserHasNothingToComplainOf() throws Exception {
    Path browser = Path.of("/usr/bin/chromium");
    Assumptions.assumeTrue(Files.isExecutable(browser), "no chromium");
    Path page = Files.copy(shared.resolve("run/report.html"), directory.resolve("report.html"));
    Path said = directory.resolve("said");
    Path dom = directory.resolve("dom");
    Process process =
        new ProcessBuilder(
                browser.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--user-data-dir=" + directory.resolve("profile"),
                "--enable-logging=stderr",
                "--dump-dom",
                page.toUri().toString())
            .redirectError(said.toFile())
            .redirectOutput(dom.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(said)).doesNotContain("CONSOLE");
    assertThat(Files.readString(dom))
        .contains("<title>small on &lt;data&gt; – convnet</title>")
        // The script has made the headings of the table buttons.
        .contains("<button type=\"button\">precision</button>");
  }
}
