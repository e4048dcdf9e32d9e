package convnet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import convnet.io.SafeTensors;
import convnet.io.SafeTensorsFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ClassifyCommandTest {
  private static final JsonMapper JSON = new JsonMapper();

  /** Images of three classes in {@code data}, and a run that was trained on them. */
  @TempDir static Path shared;

  private static Path data = Path.of("");
  private static Path model = Path.of("");

  @TempDir Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeAll
  static void train() throws IOException {
    data = Stripes.tree(shared.resolve("data"), 30, 1);
    model = shared.resolve("run/best.safetensors");
    Path network = Files.writeString(shared.resolve("small.json"), Stripes.NETWORK);
    ClassifyCommandTest training = new ClassifyCommandTest();
    int code =
        training.run(
            "train",
            data,
            "--val",
            data,
            "--arch",
            network,
            "-o",
            shared.resolve("run"),
            "--threads",
            2);
    assertThat(code).as(training.said()).isZero();
  }

  private int run(Object... args) {
    return runWith(new byte[0], args);
  }

  private int classify(Object... args) {
    return run(Stream.concat(Stream.of("classify"), Stream.of(args)).toArray());
  }

  private int runWith(byte[] input, Object... args) {
    String[] words = Stream.of(args).map(Object::toString).toArray(String[]::new);
    return Main.run(words, new ByteArrayInputStream(input), out, err);
  }

  private String result() {
    return out.toString(UTF_8);
  }

  private String said() {
    return err.toString(UTF_8);
  }

  @Test
  void aLineTellsTheFileAndItsClasses() {
    Path image = data.resolve("squares/3.png");
    assertThat(classify(model, image)).isZero();
    String[] fields = result().strip().split("\t");
    assertThat(result()).hasLineCount(1).endsWith("\n");
    assertThat(fields).hasSize(4);
    assertThat(fields[0]).isEqualTo(image.toString());
    assertThat(fields[1]).matches("squares [01]\\.\\d{4}");
    assertThat(said()).isEmpty();
  }

  @Test
  void jsonHoldsTheProbabilities() {
    Path image = data.resolve("lying/0.png");
    assertThat(classify(model, image, "--json", "--top", 2)).isZero();
    JsonNode line = JSON.readTree(result());
    assertThat(line.get("file").stringValue()).isEqualTo(image.toString());
    assertThat(line.get("predictions")).hasSize(2);
    JsonNode best = line.get("predictions").get(0);
    assertThat(best.propertyNames()).containsExactly("class", "index", "probability");
    assertThat(best.get("class").stringValue()).isEqualTo("lying");
    assertThat(best.get("index").intValue()).isZero();
    assertThat(best.get("probability").doubleValue())
        .isGreaterThan(line.at("/predictions/1/probability").doubleValue());
  }

  @Test
  void allProbabilitiesAddUpToOne() {
    assertThat(classify(model, data.resolve("lying/0.png"), "--json", "--top", 99)).isZero();
    double sum = 0;
    for (JsonNode prediction : JSON.readTree(result()).get("predictions")) {
      sum += prediction.get("probability").doubleValue();
    }
    // Three numbers rounded to float32.
    assertThat(sum).isCloseTo(1, org.assertj.core.api.Assertions.within(2e-7));
  }

  @Test
  void csvQuotesWhatNeedsIt() throws IOException {
    Path odd = directory.resolve("a \"b\", c.png");
    Files.copy(data.resolve("standing/0.png"), odd);
    assertThat(classify(model, odd, "--csv", "--top", 1)).isZero();
    assertThat(result())
        .startsWith("file,rank,class,index,probability\n")
        .contains("\"" + odd.toString().replace("\"", "\"\"") + "\",1,standing,2,")
        .hasLineCount(2);
  }

  @Test
  void directoriesAreSearchedThroughInOrderAndInBatches() throws IOException {
    assertThat(classify(model, data, "--batch-size", 7, "--top", 1)).isZero();
    List<String> lines = result().lines().toList();
    assertThat(lines).hasSize(90);
    assertThat(lines.getFirst()).startsWith(data.resolve("lying/0.png") + "\t");
    String inBatches = result();
    out.reset();
    assertThat(classify(model, data, "--threads", 1, "--top", 1)).isZero();
    assertThat(result()).isEqualTo(inBatches);
  }

  @Test
  void standardInputIsAnImageToo() throws IOException {
    byte[] image = Files.readAllBytes(data.resolve("standing/5.png"));
    assertThat(runWith(image, "classify", model, "-", "--top", 1)).isZero();
    assertThat(result()).startsWith("-\tstanding ");
  }

  @Test
  void whatCannotBeReadIsReportedAndTheOthersAreDone() throws IOException {
    Path broken = Files.writeString(directory.resolve("broken.png"), "no image");
    Path missing = directory.resolve("missing.png");
    Path empty = Files.createDirectory(directory.resolve("empty"));
    Path good = data.resolve("lying/1.png");
    assertThat(classify(model, broken, missing, empty, good)).isEqualTo(ExitCode.FAILED);
    assertThat(result()).startsWith(good + "\tlying ").hasLineCount(1);
    assertThat(said())
        .contains("convnet: " + broken)
        .contains("convnet: " + missing)
        .contains("convnet: " + empty)
        .hasLineCount(3);
  }

  @Test
  void evaluationGivesTheFiguresOfTheLogToTheLastDigit() throws IOException {
    assertThat(classify(model, data, "--evaluate", "--json", "--threads", 1, "--batch-size", 11))
        .isZero();
    JsonNode figures = JSON.readTree(result());
    assertThat(figures.propertyNames())
        .containsExactly("images", "top1", "top5", "loss", "classes", "confusion");
    assertThat(figures.get("images").intValue()).isEqualTo(90);
    assertThat(figures.get("classes").toString()).isEqualTo("[\"lying\",\"squares\",\"standing\"]");
    assertThat(Files.readAllLines(shared.resolve("run/log.jsonl")))
        .anySatisfy(
            line -> {
              JsonNode epoch = JSON.readTree(line);
              assertThat(epoch.get("val_loss")).isEqualTo(figures.get("loss"));
              assertThat(epoch.get("top1")).isEqualTo(figures.get("top1"));
              assertThat(epoch.get("top5")).isEqualTo(figures.get("top5"));
            });
    int right = 0;
    for (int c = 0; c < 3; c++) {
      right += figures.get("confusion").get(c).get(c).intValue();
    }
    assertThat(right / 90.0).isEqualTo(figures.get("top1").doubleValue());
  }

  @Test
  void evaluationForPeopleHasATableOfTheClasses() {
    assertThat(classify(model, data, "--evaluate")).isZero();
    assertThat(result())
        .startsWith("images 90\ntop-1  ")
        .containsPattern("class +images +precision +recall +f1\n")
        .containsPattern("squares +30 +[01]\\.\\d{4} +[01]\\.\\d{4} +[01]\\.\\d{4}\n")
        .contains("confusion");
  }

  @Test
  void evaluationLeavesOutWhatCannotBeReadAndSaysSo() throws IOException {
    Path tree = Stripes.tree(directory.resolve("tree"), 2, 4);
    Path broken = Files.writeString(tree.resolve("squares/broken.png"), "no image");
    assertThat(classify(model, tree, "--evaluate", "--json")).isEqualTo(ExitCode.FAILED);
    assertThat(JSON.readTree(result()).get("images").intValue()).isEqualTo(6);
    assertThat(said()).startsWith("convnet: " + broken).hasLineCount(1);
  }

  @Test
  void classesThatTheModelDoesNotKnowAreNamed() throws IOException {
    Path tree = Stripes.tree(directory.resolve("tree"), 1, 4);
    Files.move(tree.resolve("squares"), tree.resolve("circles"));
    assertThat(classify(model, tree, "--evaluate")).isEqualTo(ExitCode.FAILED);
    assertThat(said()).contains("circles").hasLineCount(1);
  }

  @Test
  void aStateDictIsAModelOnceItsNetworkIsNamed() throws IOException {
    SafeTensorsFile trained = SafeTensors.read(model);
    Path dict = directory.resolve("dict.safetensors");
    SafeTensors.write(dict, trained.tensors(), Map.of("format", "pt"));
    Path image = data.resolve("squares/3.png");
    assertThat(classify(dict, image)).isEqualTo(ExitCode.USAGE);
    assertThat(said()).contains(dict.toString()).contains("--arch");

    Path network = shared.resolve("small.json");
    assertThat(classify(dict, image, "--arch", network, "--top", 1)).isZero();
    assertThat(result()).contains("\t1 ");
    out.reset();

    Path names = Files.writeString(directory.resolve("names.txt"), "flat\nchess\nupright\n");
    assertThat(classify(dict, image, "--arch", network, "--classes", names, "--top", 1)).isZero();
    assertThat(result()).contains("\tchess ");
  }

  @Test
  void aStateDictOfAnotherNetworkIsRefused() {
    List<Object> args = new ArrayList<>(List.of(model, data, "--arch", "lenet5"));
    assertThat(classify(args.toArray())).isEqualTo(ExitCode.FAILED);
    assertThat(said())
        .contains("does not fit lenet5")
        .contains("missing conv1.weight")
        .hasLineCount(1);
  }

  @Test
  void wrongOptionsAreRefused() {
    Path image = data.resolve("lying/0.png");
    assertThat(classify(model, image, "--top", 0)).isEqualTo(ExitCode.USAGE);
    assertThat(classify(model, image, "--batch-size", 0)).isEqualTo(ExitCode.USAGE);
    assertThat(classify(model, image, "--json", "--csv")).isEqualTo(ExitCode.USAGE);
    assertThat(classify(model, image, "--classes", image)).isEqualTo(ExitCode.USAGE);
    assertThat(classify(model, data, image, "--evaluate")).isEqualTo(ExitCode.USAGE);
    assertThat(classify(model)).isEqualTo(ExitCode.USAGE);
    assertThat(said()).hasLineCount(6).doesNotContain("\tat ");
    assertThat(said().lines()).allMatch(line -> line.startsWith("convnet: "));
    assertThat(classify(image, image)).isEqualTo(ExitCode.FAILED);
    assertThat(result()).isEmpty();
  }
}
