package convnet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import convnet.io.Npy;
import convnet.io.SafeTensors;
import convnet.io.SafeTensorsFile;
import convnet.model.Architecture;
import convnet.model.NetworkJson;
import convnet.nn.Network;
import convnet.tensor.Tensor;
import convnet.train.ModelFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ClassifyCommandTest {
  private static final JsonMapper JSON = new JsonMapper();

  private static final String WIDE =
      """
      {"name": "wide", "input": [3, 24, 24], "layers": [
        {"type": "Flatten", "name": "flatten"},
        {"type": "Linear", "name": "fc1", "out_features": 200},
        {"type": "ReLU", "name": "relu"},
        {"type": "Linear", "name": "fc2", "out_features": "classes"}],
       "preprocessing":
         {"resize": 24, "crop": 24, "mean": [0.5, 0.5, 0.5], "std": [0.02, 0.02, 0.02]}}
      """;

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
    out.reset();

    Files.writeString(names, "\uFEFFlying\nsquares\nstanding\n");
    assertThat(evaluate(dict, data, network, names)).as(said()).isZero();
    Files.writeString(names, "lying\nsquares\nlying\n");
    Path lying = Stripes.tree(directory.resolve("tree"), 1, 4);
    for (String other : new String[] {"squares", "standing"}) {
      remove(lying.resolve(other));
    }
    err.reset();
    assertThat(evaluate(dict, lying, network, names)).isEqualTo(ExitCode.FAILED);
    assertThat(said())
        .isEqualTo(
            "convnet: %s: its lying could be either of two classes of the model, which have the same name: rename them with --classes\n"
                .formatted(lying));
  }

  private int evaluate(Path dict, Path tree, Path network, Path names) {
    return classify(dict, tree, "--evaluate", "--arch", network, "--classes", names);
  }

  private static void remove(Path files) throws IOException {
    try (var all = Files.list(files)) {
      for (Path file : all.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(files);
  }

  @Test
  void aStateDictOfAnotherNetworkIsRefused() throws IOException {
    Path dict = directory.resolve("dict.safetensors");
    SafeTensors.write(dict, SafeTensors.read(model).tensors(), Map.of());
    assertThat(classify(dict, data, "--arch", "lenet5")).isEqualTo(ExitCode.FAILED);
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
    Object[] both = {model, image, "--feature-maps", "saliency", "--saliency", "-o", directory};
    assertThat(classify(both)).isEqualTo(ExitCode.USAGE);
    assertThat(classify(model)).isEqualTo(ExitCode.USAGE);
    assertThat(said()).hasLineCount(7).doesNotContain("\tat ");
    assertThat(said().lines()).allMatch(line -> line.startsWith("convnet: "));
    assertThat(classify(image, image)).isEqualTo(ExitCode.FAILED);
    assertThat(result()).isEmpty();
  }

  private List<Double> probabilities(Object... args) {
    out.reset();
    assertThat(classify(args)).as(said()).isZero();
    List<Double> byIndex = new ArrayList<>(List.of(0.0, 0.0, 0.0));
    for (JsonNode each : JSON.readTree(result()).get("predictions")) {
      byIndex.set(each.get("index").intValue(), each.get("probability").doubleValue());
    }
    return byIndex;
  }

  /**
   * On an image of the network's own size the ten crops are five times the image and its mirror.
   */
  @Test
  void tenCropsAverageTheProbabilities() throws IOException {
    Path image = data.resolve("squares/4.png");
    BufferedImage read = ImageIO.read(image.toFile());
    BufferedImage mirror = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 16; x++) {
        mirror.setRGB(x, y, read.getRGB(15 - x, y));
      }
    }
    Path mirrored = directory.resolve("mirrored.png");
    ImageIO.write(mirror, "png", mirrored.toFile());
    List<Double> one = probabilities(model, image, "--json");
    List<Double> other = probabilities(model, mirrored, "--json");
    List<Double> ten = probabilities(model, image, "--json", "--crops", 10);
    assertThat(one).isNotEqualTo(other);
    for (int c = 0; c < 3; c++) {
      // Rounded to float32 a few times on the way, through a logarithm and back.
      assertThat(ten.get(c)).isCloseTo((one.get(c) + other.get(c)) / 2, offset(2e-6));
    }
  }

  @Test
  void tenCropsAreForEvaluationTooInBatchesOfAnySize() {
    assertThat(classify(model, data, "--evaluate", "--json", "--crops", 10)).isZero();
    String all = result();
    out.reset();
    assertThat(
            classify(
                model,
                data,
                "--evaluate",
                "--json",
                "--crops",
                10,
                "--batch-size",
                1,
                "--threads",
                1))
        .isZero();
    assertThat(result()).isEqualTo(all).contains("\"images\":90");
    out.reset();
    assertThat(classify(model, data, "--evaluate", "--json")).isZero();
    assertThat(result()).isNotEqualTo(all);
  }

  @Test
  void featureMapsAreWhatTheLayerGives() throws IOException {
    Path image = data.resolve("lying/2.png");
    Path seen = directory.resolve("seen");
    assertThat(
            classify(model, image, "--feature-maps", "fc", "-o", seen, "--format", "npy", "--json"))
        .as(said())
        .isZero();
    Tensor logits = Npy.read(Files.readAllBytes(seen.resolve("2-fc.npy")), "2-fc.npy");
    double sum = 0;
    for (float logit : logits.toArray()) {
      sum += Math.exp(logit);
    }
    for (JsonNode each : JSON.readTree(result()).get("predictions")) {
      assertThat(Math.exp(logits.get(each.get("index").intValue())) / sum)
          .isCloseTo(each.get("probability").doubleValue(), offset(1e-6));
    }
    assertThat(classify(model, image, "--feature-maps", "conv", "-o", seen)).isZero();
    BufferedImage sheet = ImageIO.read(seen.resolve("2-conv.png").toFile());
    // Eight maps of 6x6, each enlarged to 48x48, in rows of 2, 3 or 4.
    assertThat(sheet.getHeight() * sheet.getWidth()).isBetween(8 * 48 * 48, 9 * 50 * 50);
    assertThat(sheet.getRaster().getNumBands()).isEqualTo(1);
  }

  @Test
  void anUnknownLayerIsAnsweredWithThoseThereAre() {
    assertThat(classify(model, data, "--feature-maps", "conv9", "-o", directory.resolve("seen")))
        .isEqualTo(ExitCode.USAGE);
    assertThat(said()).contains("conv9").contains("conv, relu, pool, flatten").hasLineCount(1);
    assertThat(directory.resolve("seen")).doesNotExist();
  }

  /**
   * The derivative of the first answer's score for one pixel, by the logits of two images. They are
   * noise: in stripes there are many equal numbers, of which a step makes one the maximum.
   */
  @Test
  void saliencyIsTheGreatestDerivativeOverTheChannels() throws IOException {
    Path image = directory.resolve("7.png");
    BufferedImage picture = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 256; i++) {
      picture.setRGB(i % 16, i / 16, random.nextInt(0x1000000));
    }
    ImageIO.write(picture, "png", image.toFile());
    Path seen = directory.resolve("seen");
    assertThat(classify(model, image, "--saliency", "-o", seen, "--format", "npy", "--json"))
        .isZero();
    Tensor map = Npy.read(Files.readAllBytes(seen.resolve("7-saliency.npy")), "7");
    assertThat(map.shape().dims()).containsExactly(16, 16);
    int label = JSON.readTree(result()).at("/predictions/0/index").intValue();
    double base = logit(image, label);
    int agreed = 0;
    for (int place = 0; place < 256; place += 17) {
      double greatest = 0;
      for (int shift = 0; shift <= 16; shift += 8) {
        int rgb = picture.getRGB(place % 16, place / 16);
        int step = (rgb >> shift & 0xFF) < 255 ? 1 : -1;
        picture.setRGB(place % 16, place / 16, rgb + (step << shift));
        Path changed = directory.resolve("changed.png");
        ImageIO.write(picture, "png", changed.toFile());
        picture.setRGB(place % 16, place / 16, rgb);
        greatest = Math.max(greatest, Math.abs(logit(changed, label) - base) * 255);
      }
      // A step of a level may move a maximum or a rectifier over its edge.
      agreed +=
          Math.abs(map.get(place / 16, place % 16) - greatest) < 0.05 * greatest + 1e-2 ? 1 : 0;
    }
    assertThat(agreed).isGreaterThanOrEqualTo(14);
  }

  private double logit(Path image, int label) throws IOException {
    Path maps = directory.resolve("logits");
    out.reset();
    assertThat(classify(model, image, "--feature-maps", "fc", "-o", maps, "--format", "npy"))
        .isZero();
    String name = String.valueOf(image.getFileName()).replace(".png", "-fc.npy");
    return Npy.read(Files.readAllBytes(maps.resolve(name)), name).get(label);
  }

  @Test
  void picturesOfImagesWithTheSameNameAreKeptApart() throws IOException {
    Path seen = directory.resolve("seen");
    Path image = data.resolve("lying/0.png");
    Path namesake = data.resolve("squares/0.png");
    assertThat(classify(model, image, namesake, data, "--saliency", "-o", seen)).isZero();
    assertThat(said()).contains(namesake + ": another image has this name").contains("0-2");
    try (Stream<Path> files = Files.walk(seen)) {
      assertThat(files.filter(Files::isRegularFile)).hasSize(92);
    }
    BufferedImage picture = ImageIO.read(seen.resolve("squares/11-saliency.png").toFile());
    // The image and its map side by side, enlarged twelve times.
    assertThat(picture.getHeight()).isEqualTo(192);
    assertThat(picture.getWidth()).isEqualTo(2 * 192 + 4);
  }

  @Test
  void theConfusionMatrixIsADrawing() throws Exception {
    Path drawing = directory.resolve("confusion.svg");
    assertThat(classify(model, data, "--evaluate", "--confusion", drawing)).isZero();
    String svg = Files.readString(drawing);
    DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(drawing.toFile());
    assertThat(svg)
        .contains("small on data", "90 images", "squares taken for squares: ", "predicted</text>");
  }

  /** To classify a single image, the matrix stays in the file. */
  @Test
  void anImageAloneGetsTheAnswerThatItGetsAmongOthers() throws IOException {
    Path wide = wide(0.25f);
    Path image = data.resolve("lying/0.png");
    assertThat(classify(wide, image, "--json")).as(said()).isZero();
    String alone = result();
    out.reset();
    Path other = data.resolve("lying/1.png");
    assertThat(classify(wide, image, other, "--json", "--batch-size", 1)).as(said()).isZero();
    assertThat(result().lines().findFirst()).hasValue(alone.strip());
    assertThat(JSON.readTree(alone).at("/predictions/0/probability").doubleValue())
        .isBetween(0.34, 0.99);
  }

  @Test
  void aWeightThatIsNoNumberIsFoundWhereverItIs() throws IOException {
    Path wide = wide(Float.NaN);
    Path image = data.resolve("lying/0.png");
    String complaint = wide + ": its parameters are not finite: fc1.weight has a NaN\n";
    assertThat(classify(wide, image)).isEqualTo(1);
    assertThat(said()).isEqualTo("convnet: " + complaint);
    err.reset();
    assertThat(classify(wide, image, image)).isEqualTo(1);
    assertThat(said()).isEqualTo("convnet: " + complaint);
    assertThat(result()).isEmpty();
  }

  /** A model with a matrix so large that it pays to leave it in its file. */
  private Path wide(float last) throws IOException {
    Architecture architecture = NetworkJson.read(WIDE, "wide", OptionalInt.of(3));
    Network network = new Network(architecture.network());
    network.initialize(1);
    Tensor weights = network.parameters().getFirst().value();
    weights.data()[weights.size() - 1] = last;
    Path file = directory.resolve("wide.safetensors");
    new ModelFile(architecture, List.of("a", "b", "c"), network).write(file);
    return file;
  }

  @Test
  void aWrongModelIsToldInOneLineThatHelps() throws IOException {
    Path image = data.resolve("lying/0.png");
    Path zip = Files.write(directory.resolve("a.pt"), "PK\u0003\u0004and more".getBytes(UTF_8));
    Path empty = Files.createFile(directory.resolve("empty.safetensors"));
    assertThat(classify(image, image)).isEqualTo(ExitCode.FAILED);
    assertThat(said()).contains("is an image");
    assertThat(classify(zip, image)).isEqualTo(ExitCode.FAILED);
    assertThat(said()).contains("safetensors.torch.save_file");
    assertThat(classify(shared.resolve("small.json"), image)).isEqualTo(ExitCode.FAILED);
    assertThat(said()).contains("is text, not a safetensors file");
    assertThat(classify(empty, image)).isEqualTo(ExitCode.FAILED);
    assertThat(said()).contains("only 0 bytes");
    assertThat(classify(shared.resolve("run"), image)).isEqualTo(ExitCode.FAILED);
    assertThat(said()).contains("is a directory").contains(model.toString()).hasLineCount(5);
  }

  @Test
  void optionsWithoutEffectAreRefused() {
    Path image = data.resolve("lying/0.png");
    Path seen = directory.resolve("seen");
    List<Object[]> wrong =
        List.of(
            new Object[] {model, image, "-o", seen},
            new Object[] {model, image, "--format", "npy"},
            new Object[] {model, image, "--saliency"},
            new Object[] {model, image, "--feature-maps", "conv"},
            new Object[] {model, image, "--saliency", "-o", image},
            new Object[] {model, image, "--confusion", directory.resolve("a.svg")},
            new Object[] {model, data, "--evaluate", "--confusion", directory.resolve("a.png")},
            new Object[] {model, data, "--evaluate", "--saliency", "-o", seen},
            new Object[] {model, data, "--evaluate", "--top", 3},
            new Object[] {model, image, "--crops", 5});
    for (Object[] args : wrong) {
      err.reset();
      assertThat(classify(args)).as(List.of(args).toString()).isEqualTo(ExitCode.USAGE);
      assertThat(said()).hasLineCount(1);
    }
    assertThat(seen).doesNotExist();
  }
}
