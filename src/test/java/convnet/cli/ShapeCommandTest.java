package convnet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import convnet.io.SafeTensors;
import convnet.model.Architectures;
import convnet.model.ParameterSpec;
import convnet.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ShapeCommandTest {
  private static final String TINY =
      """
      {"name": "tiny", "input": [1, 8, 8], "classes": 3, "layers": [
        {"type": "Conv2d", "out_channels": 4, "kernel_size": 3},
        {"type": "Flatten"},
        {"type": "Linear", "out_features": "classes"}]}
      """;

  @TempDir Path directory;

  @Test
  void tableOfLayers() {
    String[] args = {"--input", "3x224x224", "conv:64,k=11,s=4,p=2", "relu", "maxpool:3,s=2"};
    assertThat(shape(args))
        .startsWith(
            """
            layers: 3x224x224 to 64x27x27

            layer      name     output  parameters  multiply-adds     memory  field  stride  start
            ──────────────────────────────────────────────────────────────────────────────────────
            input            3x224x224                             588.0 KiB
            Conv2d     0      64x55x55      23,296     70,276,800  756.3 KiB     11       4    3.5
            ReLU       1      64x55x55           -              -  756.3 KiB     11       4    3.5
            MaxPool2d  2      64x27x27           -              -  182.3 KiB     19       8    7.5
            ──────────────────────────────────────────────────────────────────────────────────────
            total                           23,296     70,276,800    1.7 MiB

            Parameters take 91.0 KiB.\
            """);
  }

  @Test
  void sizesWorkedOut() {
    assertThat(shape("--formula", "--input", "3x224x224", "conv:64,k=11,s=4,p=2", "relu"))
        .contains("\n    (224 + 2·2 − 1·(11 − 1) − 1) / 4 + 1 = 55.25 → 55\nReLU ");
    assertThat(shape("--input", "3x224x224", "conv:64,k=11,s=4,p=2")).doesNotContain("55.25");
  }

  @Test
  void costsOfABatch() {
    assertThat(shape("--batch", "10", "--input", "1x4x4", "conv:2,k=3"))
        .contains("layers: 10x1x4x4 to 10x2x2x2\n")
        .contains("Conv2d  0     10x2x2x2          20            720   320 B ");
    assertThat(shape("--batch", "1300000000", "vgg11"))
        .as("more than 2^63")
        .containsPattern("total +132,863,336  9,891,817,062,400,000,000 ");
  }

  @ParameterizedTest
  @CsvSource({
    "alexnet,      61100840, 714188480",
    "alexnet-2012, 60965224, 724406816",
    "lenet5,       61706,    416520"
  })
  void bundledNetworks(String name, long parameters, long macs) {
    JsonNode json = json(name);
    assertThat(json.get("name").asString()).isEqualTo(name);
    assertThat(json.get("parameters").asLong()).isEqualTo(parameters);
    assertThat(json.get("macs").asLong()).isEqualTo(macs);
    assertThat(sum(json, "parameters")).isEqualTo(parameters);
    assertThat(sum(json, "macs")).isEqualTo(macs);
    assertThat(shape(name)).contains("%,d".formatted(parameters)).contains("%,d".formatted(macs));
  }

  @Test
  void receptiveFieldsOfAlexNet() {
    JsonNode json = json("alexnet");
    assertThat(json.get("input")).hasToString("[3,224,224]");
    assertThat(json.get("layers").get(0))
        .hasToString(
            "{\"name\":\"features.0\",\"type\":\"Conv2d\",\"output\":[64,55,55],"
                + "\"parameters\":23296,\"macs\":70276800,"
                + "\"receptive_field\":[11,11],\"jump\":[4,4]}");
    JsonNode pool5 = json.get("layers").get(12);
    assertThat(pool5.get("receptive_field")).hasToString("[195,195]");
    assertThat(pool5.get("jump")).hasToString("[32,32]");
  }

  @Test
  void jsonIsAboutOneImage() {
    Run ofBatch = Run.convnet("shape", "alexnet", "--json", "--batch", "32");
    assertThat(ofBatch.stdout()).asString(UTF_8).isEqualTo(shape("alexnet", "--json"));
    assertThat(ofBatch.err())
        .isEqualTo("convnet: warning: --batch 32 with --json: its numbers are for one image\n");
    assertThat(shape("alexnet", "--json").lines()).hasSize(1);
    assertThat(shape("alexnet", "--json", "--formula"))
        .contains("\"formula\":\"(224 + 2·2 − 1·(11 − 1) − 1) / 4 + 1 = 55.25 → 55\"");
  }

  @Test
  void anotherInput() {
    JsonNode json = json("alexnet", "--input", "3,227,227");
    assertThat(json.get("layers").get(0).get("output")).hasToString("[64,56,56]");
  }

  @Test
  void networkFilesAndModelFiles() throws IOException {
    Path network = write("tiny.json", TINY);
    Path model = directory.resolve("model");
    SafeTensors.write(model, Map.of("0.weight", Tensor.zeros(1)), Map.of("convnet.network", TINY));
    for (Path file : List.of(network, model)) {
      JsonNode json = json(file.toString());
      assertThat(json.get("name").asString()).isEqualTo("tiny");
      assertThat(json.get("parameters").asLong()).isEqualTo(4 * 9 + 4 + 4 * 36 * 3 + 3);
      assertThat(json.get("macs").asLong()).isEqualTo(4 * 9 * 36 + 4 * 36 * 3);
    }
  }

  @Test
  void solving() {
    assertThat(shape("--input", "3x224x224", "--solve", "64x55x55", "conv:k=11"))
        .isEqualTo(
            """
            3x224x224 to 64x55x55

            Convolution: rounded down, the last rows and columns are ignored
              conv:64,k=11,s=4,p=2   (224 + 2·2 − 1·(11 − 1) − 1) / 4 + 1 = 55.25 → 55
              conv:64,k=11,s=4,p=3   (224 + 2·3 − 1·(11 − 1) − 1) / 4 + 1 = 55.75 → 55
            """);
    assertThat(shape("--input", "7", "--solve", "14"))
        .startsWith(
            """
            1x7x7 to 1x14x14

            Transposed convolution, options of convnet convolve: exact
              --transpose -k box:2 -s 2 -p 0                       (7 − 1)·2 − 2·0 + 1·(2 − 1) + 0 + 1 = 14
            """);
    assertThat(shape("--input", "10", "--solve", "5", "conv:k=3,d=3"))
        .contains(
            "\nConvolution: rounded down, the last rows and columns are ignored\n"
                + "  conv:1,k=3,s=2,p=3")
        .doesNotContain("or pooling");
    assertThat(shape("--input", "10", "--solve", "5", "conv:k=2"))
        .contains("\nConvolution, or pooling with the same numbers: exact\n  conv:1,k=2,s=2 ");
    assertThat(shape("--input", "32x20", "--solve", "16x10"))
        .contains("\n  maxpool:3,s=2,ceil=true ");
  }

  @Test
  void solvingForPrograms() {
    JsonNode json = json("--input", "55", "--solve", "28", "maxpool:2");
    assertThat(json.get("input")).hasToString("[1,55,55]");
    assertThat(json.get("output")).hasToString("[1,28,28]");
    assertThat(json.get("solutions").get(1))
        .hasToString(
            "{\"type\":\"MaxPool2d\",\"kernel_size\":[2,2],\"stride\":[2,2],\"padding\":[0,0],"
                + "\"dilation\":[1,1],\"ceil_mode\":true,\"exact\":false,"
                + "\"word\":\"maxpool:2,ceil=true\",\"formula\":"
                + "\"(55 + 2·0 − 1·(2 − 1) − 1) / 2 + 1 = 27.5 → 28 (ceil_mode)\"}");
    Run none = Run.convnet("shape", "--input", "5", "--solve", "4", "conv:k=3,s=1", "--json");
    assertThat(none.stdout())
        .asString(UTF_8)
        .isEqualTo("{\"input\":[1,5,5],\"output\":[1,4,4],\"solutions\":[]}\n");
    assertThat(none.exitCode()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void transposedSolutionsRunAsTheyArePrinted() {
    List<String> args =
        new ArrayList<>(List.of("convolve", "-", "--format", "csv", "--padding-mode", "zeros"));
    JsonNode json = json("--input", "3x4", "--solve", "6x9");
    args.addAll(List.of(json.get("solutions").get(0).get("word").asString().split(" ")));
    Run run = Run.withInput("1 2 3 4\n5 6 7 8\n9 1 2 3\n", args.toArray(String[]::new));
    assertThat(run.out().lines()).hasSize(6).allMatch(line -> line.split(",").length == 9);
  }

  @Test
  void theNetworkIsWrittenForEditingAndTraining() throws IOException {
    Path file = directory.resolve("net.json");
    String[] words = {"--input", "3x32x32", "conv:4,k=3,p=same", "relu", "flatten", "linear:5"};
    String table = shape(words);
    List<String> written = new ArrayList<>(List.of(words));
    written.addAll(List.of("-o", file.toString()));
    assertThat(shape(written.toArray(String[]::new))).isEqualTo(table);
    assertThat(shape(file.toString())).isEqualTo(table);
    assertThat(shape(file.toString(), "--output", "-")).isEqualTo(Files.readString(file));
    // Five classes became as many as the data have.
    Run train =
        Run.convnet(
            "train",
            "samples/shapes",
            "--arch",
            file.toString(),
            "--max-steps",
            "1",
            "--quiet",
            "-o",
            directory.resolve("run").toString());
    assertThat(train.exitCode()).as(train.err()).isZero();
  }

  @Test
  void aFileWhoseLayersDoNotFitIsNamed() throws IOException {
    String bad = TINY.replace("\"kernel_size\": 3", "\"kernel_size\": 3, \"groups\": 4");
    Path file = Files.writeString(directory.resolve("bad.json"), bad);
    Run run = Run.convnet("shape", file.toString());
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(run.err()).startsWith("convnet: " + file + ": layer 0 (Conv2d): ");
  }

  @Test
  void noNameActsOnATerminal() throws IOException {
    String name = TINY.replace("tiny", "\\u001b[31mred");
    Path file = Files.writeString(directory.resolve("red.json"), name);
    assertThat(shape(file.toString())).doesNotContain("\u001b").contains("[31mred: 1x8x8");
  }

  /** The preprocessing is for the channels that there are. */
  @Test
  void aBundledNetworkIsWrittenForAnotherInput() throws IOException {
    String text = shape("lenet5", "--input", "3x40x36", "-o", "-");
    assertThat(text).contains("\"input\": [3, 40, 36]").contains("\"crop\": [40, 36]");
    Path file = Files.writeString(directory.resolve("colour.json"), text);
    assertThat(shape(file.toString(), "--json"))
        .isEqualTo(shape("lenet5", "--input", "3x40x36", "--json"));
  }

  @Test
  void drawing() throws IOException {
    Path file = directory.resolve("lenet.svg");
    assertThat(shape("lenet5", "--svg", file.toString())).isEqualTo(shape("lenet5"));
    assertThat(shape("lenet5", "--svg", "-")).startsWith("<svg ").isEqualTo(Files.readString(file));
    assertThat(shape("lenet5", "--json", "--svg", file.toString())).startsWith("{");
    Run nowhere = Run.convnet("shape", "lenet5", "--svg", directory + "/no/lenet.svg");
    assertThat(nowhere.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(nowhere.stdout()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2 | alexnet --json --svg - | --svg - with --json: both cannot go to standard output",
        "2 | --input 3x9x9 maxpool:3,s=32767 maxpool:1,s=32767 maxpool:1,s=32767"
            + " maxpool:1,s=32767 maxpool:1,s=32767 | strides of 1152780773560811521 and 32767"
            + " together are more than can be counted",
        "2 | alexnet --svg - --formula | --formula with --svg -: it is for the table, which is"
            + " not printed then",
        "2 | --input 9 --solve 7 --formula | --formula with --solve: it is for networks",
        "1 | . | .: is a directory, but a model file is needed",
        "2 | alexnt | alexnt: no network, no layer and no file of this name: did you mean"
            + " alexnet?",
        "2 | --input 3x9x9 cnov relu | cnov: no network, no layer and no file of this name: did you"
            + " mean conv?",
        "2 | rnn | rnn: no network, no layer and no file of this name: one of alexnet,"
            + " alexnet-2012, alexnet-cifar, linear, lenet5, vgg11, resnet18, conv, maxpool,"
            + " avgpool, adaptiveavgpool, gap, linear, relu, dropout, flatten, lrn, batchnorm",
        "2 | relu | missing --input CxHxW: layers need an input size, such as 3x224x224",
        "2 | conv:3,k=3 relu | missing --input CxHxW: layers need an input size, such as"
            + " 3x224x224",
        "2 | alexnet relu | relu: a network cannot be followed by other words: alexnet",
        "2 | alexnet --batch 0 | --batch 0: it is at least 1",
        "2 | alexnet --input 224 | --input 224: channels, height and width are needed, as in"
            + " 3x224x224",
        "2 | alexnet --input 3x224y | invalid value for option '--input': '3x224y' is not channels,"
            + " height and width, as in 3x224x224",
        "2 | --solve 55 | missing --input: --solve needs an input size, such as 224 or 3x224x224",
        "2 | --input 9 --solve 5 conv relu | --solve takes one LAYER at most, not conv relu",
        "2 | lenet5 --svg net.png | --svg net.png: an SVG is drawn: a name such as network.svg",
        "2 | lenet5 -o net.svg | --output net.svg: a network is written as JSON: a name such as"
            + " network.json",
        "2 | lenet5 -o - --svg - | --svg - with --output -: both cannot go to standard output",
        "2 | lenet5 -o - --json | --output - with --json: both cannot go to standard output",
        "2 | lenet5 -o - --batch 2 | --batch with --output -: it is for the table, which is not"
            + " printed then",
        "2 | --input 9 --solve 5 -o a | --output with --solve: it is for networks",
        "2 | --input 9 --solve 5 --svg a | --svg with --solve: it is for networks",
        "2 | --input 9 --solve 5 --batch 2 | --batch with --solve: it is for networks",
        "2 | --input 3x7x7 --solve 5x3x3 conv:128,k=3 | a layer of 128 channels cannot lead to"
            + " 5x3x3: leave one of them out",
        "2 | --input 9 --solve 5 relu | ReLU: only conv, maxpool, avgpool and convtranspose can be"
            + " solved for",
        "1 | --input 100x3 --solve 50x9 | no single layer leads from 1x100x3 to 1x50x9: a"
            + " convolution makes both sides smaller, a transposed one both larger",
        "1 | --input 5 --solve 4 conv:k=3,s=1 | no conv:k=3,s=1 leads from 5 to 4: nearest: 3 (k=3,"
            + " s=1, p=0) and 5 (k=3, s=1, p=1)",
        "2 | --input 3x30x30 alexnet | layer features.5 (MaxPool2d): no pooling window of 3"
            + " (dilation 1, padding 0) fits an input of 2x2: it needs at least 3x3; the smallest"
            + " square input that fits is 3x63x63",
        "1 | nowhere.json | nowhere.json: no such file or directory",
        "1 | empty.json | empty.json: it is empty: a network in JSON is needed",
        "1 | bare.safetensors | bare.safetensors: it is a state dict without a network: give the"
            + " network instead, one of alexnet, alexnet-2012, alexnet-cifar, linear, lenet5,"
            + " vgg11, resnet18 or a JSON file",
        "1 | lenet.safetensors | lenet.safetensors: it is a state dict without a network: its"
            + " parameter names match lenet5: give that name instead of the file",
        "1 | torn.json | torn.json: not JSON in line 1, column 2: Unexpected end-of-input: expected"
            + " close marker for Object",
        "1 | crossed.json | crossed.json: not JSON in line 1, column 8: Unexpected close marker"
            + " '}': expected ']'",
        "2 | --input 9 --solve 0 | invalid value for option '--solve': '0' is not a size such as"
            + " 55, 55x39 or 64x55x55",
        "2 | --input 3x9x9 conv:8,k=3,d=0 | conv:8,k=3,d=0: dilation: a dilation of 0 does not"
            + " exist: 1 is the dense kernel; for example conv:64,k=11,s=4,p=2",
        "2 | --input 9 --solve 5 conv:k=3,d=0x2 | conv:k=3,d=0x2: dilation: a dilation of 0 does"
            + " not exist: 1 is the dense kernel",
      })
  void mistakes(int exitCode, String options, String message) throws IOException {
    write("empty.json", "");
    write("torn.json", "{");
    write("crossed.json", "{\"a\": [}");
    SafeTensors.write(
        directory.resolve("bare.safetensors"), Map.of("a", Tensor.zeros(1)), Map.of());
    Map<String, Tensor> stateDict = new LinkedHashMap<>();
    for (ParameterSpec parameter : Architectures.bundled("lenet5").network().parameters()) {
      stateDict.put(parameter.name(), Tensor.zeros(1));
    }
    SafeTensors.write(directory.resolve("lenet.safetensors"), stateDict, Map.of());
    List<String> args = new ArrayList<>(List.of("shape"));
    for (String word : options.split(" ")) {
      args.add(word.matches("[a-z]+\\.[a-z]+") ? directory + "/" + word : word);
    }
    Run run = Run.convnet(args.toArray(String[]::new));
    assertThat(run.err().replace(directory + "/", "")).isEqualTo("convnet: " + message + "\n");
    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(run.stdout()).isEmpty();
  }

  /** It can be read once only; who looked at its beginning before would wait for ever. */
  @Test
  @Timeout(60)
  @DisabledOnOs(OS.WINDOWS)
  void aNetworkThroughANamedPipe() throws Exception {
    Path pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Process writer =
        new ProcessBuilder("cp", "samples/networks/shapes.json", pipe.toString()).start();
    assertThat(Run.convnet("shape", pipe.toString()).out()).contains("conv1");
    assertThat(writer.waitFor()).isZero();
    assertThat(Run.convnet("train", "samples/shapes", "--arch", pipe + "", "-o", "x").err())
        .startsWith("convnet: --arch " + pipe + ": is a pipe or a device")
        .hasLineCount(1);
  }

  @Test
  void aNetworkThroughAPipe() {
    assertThat(Run.withInput(TINY, "shape", "-").out()).startsWith("tiny: 1x8x8 to 3\n");
    Run torn = Run.withInput("{", "shape", "-");
    assertThat(torn.err()).startsWith("convnet: -: not JSON in line 1");
    assertThat(torn.exitCode()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void nothingAskedFor() {
    Run run = Run.convnet("shape");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err())
        .isEqualTo("convnet: missing NETWORK|LAYER...: see convnet shape --help\n");
  }

  private static long sum(JsonNode json, String column) {
    JsonNode layers = json.get("layers");
    return IntStream.range(0, layers.size())
        .mapToLong(i -> layers.get(i).get(column).asLong())
        .sum();
  }

  private static JsonNode json(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("--json");
    return new JsonMapper().readTree(shape(all.toArray(String[]::new)));
  }

  private static String shape(String... args) {
    List<String> all = new ArrayList<>(List.of("shape"));
    all.addAll(List.of(args));
    return Run.convnet(all.toArray(String[]::new)).out();
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  @Test
  void aBlockIsARowWithItsLayersBelow() {
    Run run = Run.convnet("shape", "resnet18", "--formula");
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .containsSubsequence(
            "Residual           layer2.0                128x28x28     230,144    179,830,784",
            "max(body + shortcut, 0)",
            "  Conv2d           layer2.0.conv1          128x28x28      73,728     57,802,752",
            "+ Conv2d           layer2.0.downsample.0   128x28x28       8,192      6,422,528",
            "Residual           layer2.1 ",
            "max(body + input, 0)",
            "total                                                 11,689,512  1,814,073,344")
        .contains("and, marked with +,\nthose of its shortcut");
    assertThat(Run.convnet("shape", "alexnet").out()).doesNotContain("shortcut");
  }

  @Test
  void aBlockIsAnObjectWithItsLayersInside() {
    JsonNode json = new JsonMapper().readTree(Run.convnet("shape", "resnet18", "--json").out());
    assertThat(
            json.required("layers")
                .valueStream()
                .mapToLong(l -> l.required("macs").longValue())
                .sum())
        .isEqualTo(json.required("macs").longValue())
        .isEqualTo(1_814_073_344L);
    JsonNode block = json.required("layers").get(6);
    assertThat(block.required("type").stringValue()).isEqualTo("Residual");
    assertThat(block.required("body").get(3).required("name").stringValue())
        .isEqualTo("layer2.0.conv2");
    assertThat(block.required("shortcut").get(1).required("name").stringValue())
        .isEqualTo("layer2.0.downsample.1");
    assertThat(json.required("layers").get(0).has("body")).isFalse();
  }
}
