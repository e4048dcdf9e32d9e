package convnet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import convnet.op.Padding;
import convnet.op.PaddingMode;
import convnet.op.Size;
import convnet.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class NetworkJsonTest {

  private static final String EVERYTHING =
      """
      {
        "name": "everything", "comment": ["not", "kept"], "input": [4, 64, 48], "classes": 3,
        "layers": [
          {"type": "Conv2d", "name": "stem.conv", "out_channels": 8, "kernel_size": [3, 5],
            "stride": [2, 1], "padding": [1, 2], "dilation": [1, 2], "groups": 2,
            "padding_mode": "reflect", "bias": false, "weight_init": "kaiming_normal"},
          {"type": "BatchNorm2d", "name": "stem.norm", "eps": 0.001, "momentum": 0.01},
          {"type": "ReLU"},
          {"type": "Conv2d", "comment": "even kernel", "out_channels": 8, "kernel_size": 4,
            "padding": "same", "weight_init": {"kaiming_normal": "fan_out"},
            "bias_init": {"constant": 0.1}},
          {"type": "LocalResponseNorm", "size": 5, "k": 2},
          {"type": "MaxPool2d", "kernel_size": 3, "stride": 2, "padding": 1, "dilation": 2,
            "ceil_mode": true},
          {"type": "AvgPool2d", "kernel_size": 2, "count_include_pad": false,
            "divisor_override": 3},
          {"type": "AdaptiveAvgPool2d", "output_size": [2, 3]},
          {"type": "Flatten"},
          {"type": "Dropout", "p": 0.25},
          {"type": "Linear", "in_features": 48, "out_features": 20, "bias": false,
            "weight_init": {"uniform": 0.05}},
          {"type": "Linear", "out_features": "classes", "weight_init": "kaiming_uniform",
            "bias_init": {"normal": 1e-3}}
        ],
        "preprocessing": {"resize": 72, "crop": [64, 48], "mean": [0, 0.1, 0.2, 0.3],
          "std": [1, 2, 3, 4]},
        "recipe": {"optimizer": "adamw", "lr": 3e-4, "beta1": 0.8, "beta2": 0.99,
          "eps": 1e-7, "cutout": 5, "cutmix": 0.25, "label_smoothing": 0.1, "class_weights": "balanced",
          "weight_decay": 0.05, "batch_size": 8, "epochs": 3, "lr_schedule": "onecycle",
          "step_size": 7, "gamma": 0.5, "warmup_epochs": 0, "augment": "standard"}
      }
      """;

  @Test
  void readsEveryKey() throws NetworkFormatException {
    Architecture read = read(EVERYTHING);
    List<LayerSpec> layers = read.network().layers();
    assertThat(read.network().name()).isEqualTo("everything");
    assertThat(read.network().input()).isEqualTo(Shape.of(4, 64, 48));
    assertThat(layers.stream().map(LayerSpec::name))
        .containsExactly(
            "stem.conv", "stem.norm", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11");

    LayerSpec.Conv2d stem = (LayerSpec.Conv2d) layers.get(0);
    assertThat(stem.outChannels()).isEqualTo(8);
    assertThat(stem.bias()).isFalse();
    assertThat(stem.weightInit()).isEqualTo(new Initializer.KaimingNormal(Initializer.Fan.FAN_IN));
    assertThat(stem.convolution().kernel()).isEqualTo(Size.of(3, 5));
    assertThat(stem.convolution().stride()).isEqualTo(Size.of(2, 1));
    assertThat(stem.convolution().padding()).isEqualTo(Padding.of(1, 2));
    assertThat(stem.convolution().dilation()).isEqualTo(Size.of(1, 2));
    assertThat(stem.convolution().groups()).isEqualTo(2);
    assertThat(stem.convolution().paddingMode()).isEqualTo(PaddingMode.REFLECT);

    assertThat(layers.get(1)).isEqualTo(new LayerSpec.BatchNorm2d("stem.norm", 1e-3f, 0.01f));
    LayerSpec.Conv2d even = (LayerSpec.Conv2d) layers.get(3);
    assertThat(even.convolution().padding()).isEqualTo(new Padding(1, 2, 1, 2));
    assertThat(even.weightInit()).isEqualTo(new Initializer.KaimingNormal(Initializer.Fan.FAN_OUT));
    assertThat(even.biasInit()).isEqualTo(new Initializer.Constant(0.1f));
    assertThat(layers.get(4)).isEqualTo(new LayerSpec.LocalResponseNorm("4", 5, 1e-4f, 0.75f, 2));
    LayerSpec.MaxPool2d max = (LayerSpec.MaxPool2d) layers.get(5);
    assertThat(max.pooling().dilation()).isEqualTo(Size.of(2));
    assertThat(max.pooling().ceilMode()).isTrue();
    LayerSpec.AvgPool2d average = (LayerSpec.AvgPool2d) layers.get(6);
    assertThat(average.pooling().stride()).as("the kernel, by default").isEqualTo(Size.of(2));
    assertThat(average.countIncludePad()).isFalse();
    assertThat(average.divisor()).isEqualTo(3);
    assertThat(layers.get(7)).isEqualTo(new LayerSpec.AdaptiveAvgPool2d("7", Size.of(2, 3)));
    assertThat(layers.get(9)).isEqualTo(new LayerSpec.Dropout("9", 0.25f));
    assertThat(layers.get(10))
        .isEqualTo(
            new LayerSpec.Linear(
                "10", 48, 20, false, new Initializer.Uniform(0.05f), Initializer.DEFAULT));
    assertThat(layers.get(11))
        .isEqualTo(
            new LayerSpec.Linear(
                "11",
                0,
                3,
                true,
                new Initializer.KaimingUniform(Initializer.Fan.FAN_IN),
                new Initializer.Normal(1e-3f)));
    assertThat(read.network().outputShape()).isEqualTo(Shape.of(3));
    assertThat(read.preprocessing())
        .isEqualTo(
            new Preprocessing(
                72, Size.of(64, 48), List.of(0f, 0.1f, 0.2f, 0.3f), List.of(1f, 2f, 3f, 4f)));
    assertThat(read.recipe())
        .isEqualTo(
            new Recipe(
                new Recipe.AdamW(0.8, 0.99, 1e-7),
                3e-4,
                0.05,
                8,
                3,
                Recipe.Schedule.ONECYCLE,
                7,
                0.5,
                0,
                Recipe.Augment.STANDARD,
                5,
                0.25,
                0.1,
                Recipe.ClassWeights.BALANCED));
  }

  @Test
  void writesWhatItReads() throws NetworkFormatException {
    Architecture read = read(EVERYTHING);
    String written = NetworkJson.write(read);
    assertThat(read(written)).isEqualTo(read);
    assertThat(NetworkJson.write(read(written))).isEqualTo(written);
  }

  @Test
  void leavesOutDefaults() throws NetworkFormatException {
    String json =
        """
        {"name":"tiny","input":[3,8,8],"layers":[\
        {"type":"Conv2d","name":"0","out_channels":4,"kernel_size":3,"padding":1},\
        {"type":"MaxPool2d","name":"1","kernel_size":2},\
        {"type":"Flatten","name":"2"},\
        {"type":"Linear","name":"3","out_features":10}],\
        "preprocessing":{"resize":8,"crop":[8,8],"mean":[0.5,0.5,0.5],"std":[0.5,0.5,0.5]},\
        "recipe":{"optimizer":"sgd","lr":0.01,"momentum":0.9,"nesterov":false,\
        "weight_decay":5.0E-4,"batch_size":64,"epochs":10,"lr_schedule":"cosine",\
        "step_size":30,"gamma":0.1,"warmup_epochs":0,"augment":"none",\
        "cutout":0,"label_smoothing":0.0,"class_weights":"none"}}\
        """;
    assertThat(NetworkJson.write(read(json))).isEqualTo(json);
    String withoutTheRest = json.substring(0, json.indexOf(",\"preprocessing\"")) + "}";
    assertThat(read(withoutTheRest)).isEqualTo(read(json));
  }

  @Test
  void anotherOptimizerHasDefaultsOfItsOwn() throws NetworkFormatException {
    Recipe adamw = read(rest("'recipe': {'optimizer': 'adamw'}")).recipe();
    assertThat(adamw.optimizer()).isEqualTo(new Recipe.AdamW(0.9, 0.999, 1e-8));
    assertThat(adamw.learningRate()).isEqualTo(1e-3);
    assertThat(adamw.weightDecay()).isEqualTo(1e-2);
    Recipe sgd = read(rest("'recipe': {'optimizer': 'sgd'}")).recipe();
    assertThat(sgd).isEqualTo(Recipe.DEFAULT);
  }

  @Test
  void classesOfTheDataComeBeforeTheFiles() throws NetworkFormatException {
    String json = net("{'type': 'Flatten'}, {'type': 'Linear', 'out_features': 'classes'}");
    String withClasses = json.replace("\"layers\"", "\"classes\": 10, \"layers\"");
    assertThat(NetworkJson.read(json, "net.json", OptionalInt.of(4)).network().outputShape())
        .isEqualTo(Shape.of(4));
    assertThat(read(withClasses).network().outputShape()).isEqualTo(Shape.of(10));
    assertThat(NetworkJson.read(withClasses, "net.json", OptionalInt.of(4)).network().outputShape())
        .isEqualTo(Shape.of(4));
  }

  @Test
  void classesMayBeFeatureMaps() throws NetworkFormatException {
    String json = net("{'type': 'Conv2d', 'out_channels': 'classes', 'kernel_size': 1}");
    assertThat(NetworkJson.read(json, "net.json", OptionalInt.of(4)).network().outputShape())
        .isEqualTo(Shape.of(4, 8, 8));
  }

  @Test
  void doesNotAskWhetherTheLayersFitTheirInput() throws NetworkFormatException {
    // another input may be put in afterwards
    assertThat(read(net("{'type': 'MaxPool2d', 'kernel_size': 9}")).network().layers()).hasSize(1);
  }

  @Test
  void readsFiles(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("some net.json"), net("{'type': 'ReLU'}"));
    assertThat(NetworkJson.read(file, OptionalInt.empty()).network().name()).isEqualTo("net");
    Files.writeString(file, net("{'type': 'Relu'}"));
    assertThatExceptionOfType(NetworkFormatException.class)
        .isThrownBy(() -> NetworkJson.read(file, OptionalInt.empty()))
        .withMessageStartingWith(file + ": layers[0].type: one of ");
  }

  @Test
  void refusesWhatIsTooLarge(@TempDir Path directory) throws IOException {
    Path file = Files.write(directory.resolve("large.json"), new byte[(16 << 20) + 1]);
    assertThatExceptionOfType(NetworkFormatException.class)
        .isThrownBy(() -> NetworkJson.read(file, OptionalInt.empty()))
        .withMessage(file + ": too large for a network file: at most 16 MiB");
  }

  @Test
  void refusesTextThatIsNotUtf8(@TempDir Path directory) throws IOException {
    byte[] json = net("{'type': 'ReLU'}").getBytes(java.nio.charset.StandardCharsets.UTF_8);
    json[10] = (byte) 0xff;
    Path file = Files.write(directory.resolve("latin.json"), json);
    assertThatExceptionOfType(NetworkFormatException.class)
        .isThrownBy(() -> NetworkJson.read(file, OptionalInt.empty()))
        .withMessageStartingWith(file + ": not JSON in line 1, column 1");
  }

  @Test
  void errorsNameTheirParts() {
    NetworkFormatException error =
        new NetworkFormatException("net.json", "layers[2].stride", "missing");
    assertThat(error).hasMessage("net.json: layers[2].stride: missing");
  }

  @ParameterizedTest
  @MethodSource("broken")
  void brokenDocuments(String json, String message) {
    assertThatExceptionOfType(NetworkFormatException.class)
        .isThrownBy(() -> read(json))
        .withMessage("net.json: " + message);
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        // not JSON, or not one document
        broken("", "it is empty: a network in JSON is needed"),
        broken("  \n ", "it is empty: a network in JSON is needed"),
        broken("PK\u0003\u0004\0\0", "it is not text: a network in JSON is needed"),
        broken("[]", "an object is needed, not a list of 0"),
        broken("12", "an object is needed, not 12"),
        broken("null", "an object is needed, not null"),
        broken(
            net("{'type': 'ReLU'}") + " x",
            "not JSON in line 1, column 67: Unrecognized token 'x': was expecting (JSON String,"
                + " Number, Array, Object or token 'null', 'true' or 'false')"),
        broken(
            net("{'type': 'ReLU'}") + "{}",
            "something follows the end of the network in line 1, column 66"),
        broken(
            "{\"name\": \"a\",}",
            "not JSON in line 1, column 14: Unexpected character ('}' (code 125)): was expecting"
                + " double-quote to start property name"),
        // keys
        broken("{}", "name: missing"),
        broken("{\"name\": \"a\", \"name\": \"b\"}", "name: this key is there twice"),
        broken(
            net("{'type': 'Conv2d', 'kernel_size': 3, 'kernel_size': 5}"),
            "layers[0].kernel_size: this key is there twice"),
        broken("{\"name\": 7}", "name: a string is needed, not 7"),
        broken("{\"name\": \" \"}", "name: a string is needed, not \" \""),
        broken("{\"name\": \"a\"}", "input: missing"),
        broken("{\"name\": \"a\", \"input\": [3, 8, 8]}", "layers: missing"),
        broken(
            "{\"name\": \"a\", \"input\": [3, 8, 8], \"layers\": {}}",
            "layers: a list is needed, not an object"),
        broken(net(""), "layers: a network has at least one layer"),
        broken(
            "{\"nmae\": \"a\"}",
            "nmae: unknown key: did you mean name? a network has name, input, classes, layers,"
                + " preprocessing, recipe, $schema"),
        broken(
            "{\"a\\nb\": 1}",
            "a?b: unknown key: a network has name, input, classes, layers,"
                + " preprocessing, recipe, $schema"),
        // input
        broken(net("").replace("[3, 8, 8]", "8"), "input: a list is needed, not 8"),
        broken(
            net("").replace("[3, 8, 8]", "[8, 8]"),
            "input: [channels, height, width] is needed, not a list of 2"),
        broken(
            net("").replace("[3, 8, 8]", "[3, 0, 8]"),
            "input[1]: a whole number of at least 1 is needed, not 0"),
        broken(
            net("").replace("[3, 8, 8]", "[3, 99999, 99999]"),
            "input: a tensor of 3x99999x99999 has more elements than one array holds (2^31)"),
        // layers
        broken(net("'ReLU'"), "layers[0]: an object is needed, not \"ReLU\""),
        broken(net("{}"), "layers[0].type: missing"),
        broken(
            net("{'type': 'ReLU'}, {'type': 'Conv3d'}"),
            "layers[1].type: one of Conv2d, MaxPool2d, AvgPool2d, AdaptiveAvgPool2d, Linear, ReLU,"
                + " Dropout, Flatten, LocalResponseNorm, BatchNorm2d, Residual is needed, not"
                + " \"Conv3d\""),
        broken(
            net("{'type': 'ReLU', 'inplace': true}"),
            "layers[0].inplace: unknown key: ReLU has type, name"),
        broken(
            net("{'type': 'MaxPool2d', 'kernal_size': 3}"),
            "layers[0].kernal_size: unknown key: did you mean kernel_size? MaxPool2d has type,"
                + " name, kernel_size, stride, padding, dilation, ceil_mode"),
        broken(
            net("{'type': 'ReLU', 'name': 'a b'}"),
            "layers[0].name: a name of letters, digits, _ and -, with single dots between, is"
                + " needed, not \"a b\""),
        broken(
            net("{'type': 'ReLU'}, {'type': 'ReLU', 'name': '0'}"),
            "layers: two layers are named 0"),
        broken(net("{'type': 'Conv2d', 'out_channels': 8}"), "layers[0].kernel_size: missing"),
        broken(net("{'type': 'Conv2d', 'kernel_size': 3}"), "layers[0].out_channels: missing"),
        broken(
            conv("'kernel_size': '3'"),
            "layers[0].kernel_size: a whole number from 1 to 32767, or a [height, width] of two is"
                + " needed, not \"3\""),
        broken(
            conv("'kernel_size': 2.5"),
            "layers[0].kernel_size: a whole number from 1 to 32767, or a [height, width] of two is"
                + " needed, not 2.5"),
        broken(
            conv("'kernel_size': 123456789012345"),
            "layers[0].kernel_size: a whole number from 1 to 32767, or a [height, width] of two is"
                + " needed, not 123456789012345"),
        broken(
            conv("'kernel_size': null"),
            "layers[0].kernel_size: a whole number from 1 to 32767, or a [height, width] of two is"
                + " needed, not null"),
        broken(
            conv("'kernel_size': [3, 3, 3]"),
            "layers[0].kernel_size: a whole number from 1 to 32767, or a [height, width] of two is"
                + " needed, not a list of 3"),
        broken(
            conv("'kernel_size': [3, 0]"),
            "layers[0].kernel_size[1]: a whole number from 1 to 32767 is needed, not 0"),
        broken(
            conv("'kernel_size': 3, 'dilation': 0"),
            "layers[0].dilation: a dilation of 0 does not exist: 1 is the dense kernel"),
        broken(
            conv("'kernel_size': 3, 'dilation': [2, 0]"),
            "layers[0].dilation: a dilation of 0 does not exist: 1 is the dense kernel"),
        broken(
            conv("'kernel_size': 3, 'padding': -1"),
            "layers[0].padding: a whole number from 0 to 32767 is needed, not -1"),
        broken(
            conv("'kernel_size': 3, 'padding': 'full'"),
            "layers[0].padding: a size, \"same\" or \"valid\" is needed, not \"full\""),
        broken(
            conv("'kernel_size': 3, 'padding': 'same', 'stride': 2"),
            "layers[0].padding: \"same\" goes with a stride of 1 only"),
        broken(
            conv("'kernel_size': 3, 'groups': 0"),
            "layers[0].groups: a whole number of at least 1 is needed, not 0"),
        broken(
            conv("'kernel_size': 3, 'padding_mode': 'mirror'"),
            "layers[0].padding_mode: one of \"zeros\", \"reflect\", \"replicate\", \"circular\","
                + " \"symmetric\" is needed, not \"mirror\""),
        broken(
            conv("'kernel_size': 3, 'bias': 1"), "layers[0].bias: true or false is needed, not 1"),
        broken(
            conv("'kernel_size': 3, 'bias': false, 'bias_init': 'default'"),
            "layers[0].bias_init: there is no bias: \"bias\" is false"),
        broken(
            conv("'kernel_size': 3, 'weight_init': 'xavier'"),
            "layers[0].weight_init: \"default\", \"kaiming_uniform\", \"kaiming_normal\","
                + " \"dirac\", \"whitening\" or an object such as {\"normal\": 0.01} is needed, not"
                + " \"xavier\""),
        broken(
            conv("'kernel_size': 3, 'weight_init': {'norml': 1}"),
            "layers[0].weight_init.norml: unknown key: did you mean normal? an initializer has"
                + " constant, uniform, normal, kaiming_uniform, kaiming_normal"),
        broken(
            conv("'kernel_size': 3, 'weight_init': {'normal': 'x'}"),
            "layers[0].weight_init.normal: a number is needed, not \"x\""),
        broken(
            conv("'kernel_size': 3, 'weight_init': {'normal': -1}"),
            "layers[0].weight_init: a normal distribution's standard deviation must be 0 or more,"
                + " not -1.0"),
        broken(
            conv("'kernel_size': 3, 'weight_init': {'kaiming_normal': 'out'}"),
            "layers[0].weight_init.kaiming_normal: one of \"fan_in\", \"fan_out\" is needed, not"
                + " \"out\""),
        broken(
            net("{'type': 'Linear', 'out_features': 'classes'}"),
            "layers[0].out_features: \"classes\" needs their number: say \"classes\": 10 beside"
                + " \"layers\""),
        broken(
            net("{'type': 'Linear', 'out_features': 'many'}"),
            "layers[0].out_features: a whole number of at least 1 is needed, not \"many\""),
        broken(
            net("{'type': 'MaxPool2d', 'kernel_size': 3, 'padding': 2}"),
            "layers[0]: padding of 2 is more than half of the pooling kernel of 3:" + " at most 1"),
        broken(
            net("{'type': 'Dropout', 'p': 1}"),
            "layers[0]: p must be at least 0 and below 1, not 1.0"),
        broken(
            net("{'type': 'Dropout', 'p': 1e999}"),
            "layers[0].p: a number is needed, not Infinity"),
        // the rest
        broken(
            net("{'type': 'ReLU'}").replace("\"layers\"", "\"classes\": 0, \"layers\""),
            "classes: a whole number of at least 1 is needed, not 0"),
        broken(rest("'preprocessing': 3"), "preprocessing: an object is needed, not 3"),
        broken(
            rest("'preprocessing': {'size': 3}"),
            "preprocessing.size: unknown key: preprocessing has resize, crop, mean, std,"
                + " permute_pixels"),
        broken(
            rest("'preprocessing': {'crop': 7}"),
            "preprocessing: the crop of 7 is not the size of the network's input, 3x8x8"),
        broken(
            rest("'preprocessing': {'resize': 7}"),
            "preprocessing: resize 7 is less than the crop of 8: at least 8, or 0 for what just"
                + " covers it"),
        broken(
            rest("'preprocessing': {'mean': [0.5]}"),
            "preprocessing: mean has 1 and std 3 numbers: each has one for a channel"),
        broken(
            rest("'preprocessing': {'mean': [0.5], 'std': [1]}"),
            "preprocessing: mean and std are for 1 channels, the network's input, 3x8x8, has 3"),
        broken(
            rest("'preprocessing': {'std': [1, 0, 1]}"),
            "preprocessing: a std must be above 0, not 0.0"),
        broken(
            rest("'preprocessing': {'std': [1, '1', 1]}"),
            "preprocessing.std[1]: a number is needed, not \"1\""),
        broken(
            rest("'recipe': {'learning_rate': 1}"),
            "recipe.learning_rate: unknown key: recipe has optimizer, lr, momentum, nesterov,"
                + " beta1, beta2, eps, weight_decay, batch_size, epochs, lr_schedule, step_size,"
                + " gamma, warmup_epochs, augment, cutout, cutmix,"
                + " label_smoothing, class_weights"),
        broken(
            rest("'recipe': {'optimizer': 'adamw', 'momentum': 0.9}"),
            "recipe.momentum: goes with the optimizer sgd only"),
        broken(
            rest("'recipe': {'beta1': 0.9}"), "recipe.beta1: goes with the optimizer adamw only"),
        broken(
            rest("'recipe': {'lr_schedule': 'onecycle', 'warmup_epochs': 1}"),
            "recipe: warmup_epochs must be 0 with lr_schedule onecycle, which has a rise of its"
                + " own, not 1"),
        broken(rest("'recipe': {'lr': 0}"), "recipe: lr must be above 0, not 0"),
        broken(
            rest("'recipe': {'momentum': 1}"),
            "recipe: momentum must be at least 0 and below 1, not 1"),
        broken(
            rest("'recipe': {'epochs': 1.5}"),
            "recipe.epochs: a whole number of at least 1 is needed, not 1.5"),
        broken(
            rest("'recipe': {'optimizer': 'adam'}"),
            "recipe.optimizer: one of \"sgd\", \"adamw\" is needed, not \"adam\""));
  }

  @Test
  void deepNestingIsAnErrorAndNotACrash() {
    String json = "{\"name\": " + "[".repeat(100_000);
    assertThatExceptionOfType(NetworkFormatException.class)
        .isThrownBy(() -> read(json))
        .withMessageStartingWith("net.json: not JSON: Document nesting depth")
        .satisfies(e -> assertThat(Arrays.asList(e.getMessage().split("\n"))).hasSize(1));
  }

  private static Arguments broken(String json, String message) {
    return Arguments.of(json, message);
  }

  /** A network of these layers, their quotes single. */
  private static String net(String layers) {
    return "{'name': 'net', 'input': [3, 8, 8], 'layers': [".replace('\'', '"')
        + layers.replace('\'', '"')
        + "]}";
  }

  private static String conv(String arguments) {
    return net("{'type': 'Conv2d', 'out_channels': 8, " + arguments + "}");
  }

  /** A network with something after its layers. */
  private static String rest(String members) {
    String json = net("{'type': 'ReLU'}");
    return json.substring(0, json.length() - 1) + ", " + members.replace('\'', '"') + "}";
  }

  private static Architecture read(String json) throws NetworkFormatException {
    return NetworkJson.read(json, "net.json", OptionalInt.empty());
  }
}
