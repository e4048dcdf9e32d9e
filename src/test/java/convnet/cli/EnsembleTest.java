package convnet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import convnet.io.SafeTensors;
import convnet.model.Architecture;
import convnet.model.NetworkJson;
import convnet.nn.Network;
import convnet.train.ModelFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Several models that answer together. */
class EnsembleTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final List<String> CLASSES = List.of("lying", "squares", "standing");

  /** Sees other pixels than {@link Stripes#NETWORK}, and in grey. */
  private static final String GREY =
      """
      {"name": "grey", "input": [1, 9, 9], "layers": [
        {"type": "Flatten", "name": "flatten"},
        {"type": "Linear", "name": "fc", "out_features": "classes"}],
       "preprocessing": {"resize": 11, "crop": 9, "mean": [0.5], "std": [0.1]}}
      """;

  @TempDir Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path data = Path.of("");
  private Path small = Path.of("");
  private Path grey = Path.of("");

  @BeforeEach
  void write() throws IOException {
    data = Stripes.tree(directory.resolve("data"), 5, 1);
    small = write("small", Stripes.NETWORK, 1, CLASSES);
    grey = write("grey", GREY, 2, CLASSES);
  }

  private Path write(String name, String json, long seed, List<String> classes) throws IOException {
    Architecture architecture = NetworkJson.read(json, name, OptionalInt.of(classes.size()));
    Network network = new Network(architecture.network());
    network.initialize(seed);
    Path file = directory.resolve(name + ".safetensors");
    new ModelFile(architecture, classes, network).write(file);
    return file;
  }

  private int classify(Object... args) {
    out.reset();
    err.reset();
    String[] words =
        Stream.concat(Stream.of("classify"), Stream.of(args).map(Object::toString))
            .toArray(String[]::new);
    return Main.run(words, new ByteArrayInputStream(new byte[0]), out, err);
  }

  private String result() {
    return out.toString(UTF_8);
  }

  private String said() {
    return err.toString(UTF_8);
  }

  /** The probabilities of the classes, for each image. */
  private List<double[]> probabilities(Object... args) {
    assertThat(classify(args)).as(said()).isZero();
    List<double[]> images = new ArrayList<>();
    for (String line : result().lines().toList()) {
      double[] byIndex = new double[CLASSES.size()];
      for (JsonNode each : JSON.readTree(line).get("predictions")) {
        byIndex[each.get("index").intValue()] = each.get("probability").doubleValue();
      }
      images.add(byIndex);
    }
    return images;
  }

  @Test
  void theProbabilitiesAreTheMeansOfTheModels() {
    for (int crops : new int[] {1, 10}) {
      Object[] alone = {small, data, "--json", "--crops", crops};
      Object[] other = {grey, data, "--json", "--crops", crops};
      Object[] together = {small, data, "--json", "--crops", crops, "--ensemble", grey};
      List<double[]> first = probabilities(alone);
      List<double[]> second = probabilities(other);
      List<double[]> mean = probabilities(together);
      assertThat(mean).hasSize(15);
      for (int i = 0; i < mean.size(); i++) {
        assertThat(first.get(i)).isNotEqualTo(second.get(i));
        for (int c = 0; c < CLASSES.size(); c++) {
          double expected = (first.get(i)[c] + second.get(i)[c]) / 2;
          // Rounded to float32 a few times on the way, through a logarithm and back.
          assertThat(mean.get(i)[c]).isCloseTo(expected, offset(2e-6));
        }
      }
    }
  }

  @Test
  void eachOfThreeCountsTheSame() {
    Path image = data.resolve("lying/0.png");
    double one = probabilities(small, image, "--json").getFirst()[0];
    double other = probabilities(grey, image, "--json").getFirst()[0];
    Object[] three = {small, image, "--json", "--ensemble", grey, "--ensemble", grey};
    double mean = probabilities(three).getFirst()[0];
    assertThat(mean).isCloseTo((one + 2 * other) / 3, offset(2e-6));
  }

  @Test
  void theyAreMeasuredTogether() {
    List<double[]> answers = probabilities(small, data, "--json", "--ensemble", grey);
    double right = 0;
    double loss = 0;
    for (int i = 0; i < answers.size(); i++) {
      int label = i / 5;
      double probability = answers.get(i)[label];
      right += probability == DoubleStream.of(answers.get(i)).max().orElseThrow() ? 1 : 0;
      loss -= Math.log(probability);
    }
    Object[] measure = {small, data, "--evaluate", "--json", "--batch-size", 4, "--ensemble", grey};
    assertThat(classify(measure)).as(said()).isZero();
    JsonNode figures = JSON.readTree(result());
    assertThat(figures.get("images").intValue()).isEqualTo(15);
    assertThat(figures.get("top1").doubleValue()).isCloseTo(right / 15, offset(1e-12));
    // The mean of logarithms of numbers in float32.
    assertThat(figures.get("loss").doubleValue()).isCloseTo(loss / 15, offset(1e-5));
  }

  @Test
  void oneOfOtherClassesIsRefused() throws IOException {
    Path image = data.resolve("lying/0.png");
    Path other = write("other", GREY, 3, List.of("lying", "circles", "standing"));
    assertThat(classify(small, image, "--ensemble", other)).isEqualTo(ExitCode.FAILED);
    assertThat(said())
        .isEqualTo(
            "convnet: %s: its class 1 is circles, but that of %s is squares: the models of an ensemble must have the same classes\n"
                .formatted(other, small));
    Path fewer = write("fewer", GREY, 3, List.of("lying", "squares"));
    assertThat(classify(small, image, "--ensemble", grey, "--ensemble", fewer))
        .isEqualTo(ExitCode.FAILED);
    assertThat(said())
        .isEqualTo(
            "convnet: %s: has 2 classes, but %s has 3: the models of an ensemble must have the same classes\n"
                .formatted(fewer, small));
    assertThat(result()).isEmpty();
  }

  @Test
  void whatIsNoModelIsNamed() {
    Path image = data.resolve("lying/0.png");
    Path missing = directory.resolve("missing.safetensors");
    assertThat(classify(small, image, "--ensemble", missing)).isEqualTo(ExitCode.FAILED);
    assertThat(said()).startsWith("convnet: " + missing + ": ").hasLineCount(1);
    assertThat(classify(small, image, "--ensemble", image)).isEqualTo(ExitCode.FAILED);
    assertThat(said()).startsWith("convnet: " + image + ": is an image").hasLineCount(1);
    assertThat(classify(small, image, grey)).isEqualTo(ExitCode.FAILED);
    assertThat(said())
        .isEqualTo(
            "convnet: %s: is a safetensors file, as models are, not an image\n".formatted(grey));
    assertThat(classify(small, image, "--ensemble", "")).isEqualTo(ExitCode.USAGE);
    assertThat(said()).startsWith("convnet: --ensemble").hasLineCount(1);
  }

  /** Probabilities that no float32 is small enough for are not all the same. */
  @Test
  void aModelThatIsSureSaysTheSameWithItself() throws IOException {
    Path sure = sure(1e3f);
    for (Object[] together :
        new Object[][] {
          {sure, data, "--evaluate", "--json", "--ensemble", sure},
          {sure, data, "--evaluate", "--json", "--crops", 10, "--ensemble", sure}
        }) {
      assertThat(classify(Stream.of(together).limit(together.length - 2).toArray())).isZero();
      JsonNode alone = JSON.readTree(result());
      assertThat(classify(together)).as(said()).isZero();
      JsonNode both = JSON.readTree(result());
      assertThat(alone.get("loss").doubleValue()).isGreaterThan(100);
      // The logarithm of the mean of twice the same, rounded to float32.
      assertThat(both.get("loss").doubleValue() / alone.get("loss").doubleValue())
          .isCloseTo(1, offset(1e-6));
      assertThat(both.get("confusion")).isEqualTo(alone.get("confusion"));
    }
  }

  @Test
  void anAnswerThatIsNotFiniteIsNone() throws IOException {
    Path over = sure(3e38f);
    Path image = data.resolve("lying/0.png");
    String complaint =
        "convnet: %s: the answer is not finite: a model's parameters are too large for it\n";
    for (Object[] args :
        new Object[][] {
          {over, image},
          {over, image, "--crops", 10},
          {small, image, "--ensemble", over},
          {over, image, "--json"}
        }) {
      assertThat(classify(args)).isEqualTo(ExitCode.FAILED);
      assertThat(said()).isEqualTo(complaint.formatted(image));
      assertThat(result()).isEmpty();
    }
    assertThat(classify(over, data, "--evaluate")).isEqualTo(ExitCode.FAILED);
    assertThat(said()).hasLineCount(15).contains(complaint.formatted(image));
  }

  /** A model whose weights are so many times as large. */
  private Path sure(float factor) throws IOException {
    ModelFile model = ModelFile.read(grey);
    float[] weights = model.network().parameters().getFirst().value().data();
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Math.clamp(weights[i] * factor * 20, -Float.MAX_VALUE, Float.MAX_VALUE);
    }
    Path file = directory.resolve("sure.safetensors");
    model.write(file);
    return file;
  }

  @Test
  void stateDictsAreAskedBesideModels() throws IOException {
    Path image = data.resolve("lying/0.png");
    Path network = Files.writeString(directory.resolve("grey.json"), GREY);
    Path dict = directory.resolve("dict.safetensors");
    SafeTensors.write(dict, SafeTensors.read(grey).tensors(), Map.of());
    double[] models = probabilities(small, image, "--json", "--ensemble", grey).getFirst();
    Object[][] mixed = {
      {small, image, "--json", "--arch", network, "--ensemble", dict},
      {dict, image, "--json", "--arch", network, "--ensemble", small}
    };
    for (Object[] args : mixed) {
      assertThat(probabilities(args).getFirst()).isEqualTo(models);
      assertThat(result()).contains("squares");
    }
    assertThat(classify(small, image, "--ensemble", dict)).isEqualTo(ExitCode.USAGE);
    assertThat(said()).startsWith("convnet: " + dict).contains("--arch").hasLineCount(1);
    assertThat(classify(small, image, "--ensemble", grey, "--arch", network))
        .isEqualTo(ExitCode.USAGE);
    assertThat(said()).startsWith("convnet: --arch " + network).hasLineCount(1);
    Path names = Files.writeString(directory.resolve("names.txt"), "a\nb\n");
    assertThat(classify(dict, image, "--arch", network, "--classes", names))
        .isEqualTo(ExitCode.USAGE);
    assertThat(said())
        .isEqualTo(
            "convnet: %s: there are names of 2 classes, and its network tells 3 apart\n"
                .formatted(dict));
  }

  @Test
  void onlyOneModelIsLookedInto() {
    Path image = data.resolve("lying/0.png");
    Path seen = directory.resolve("seen");
    Object[] both = {small, image, "--saliency", "-o", seen, "--ensemble", grey};
    assertThat(classify(both)).isEqualTo(ExitCode.USAGE);
    assertThat(said())
        .isEqualTo(
            "convnet: --saliency: it shows the inside of one model, and --ensemble gives"
                + " several: leave one out\n");
    assertThat(seen).doesNotExist();
  }
}
