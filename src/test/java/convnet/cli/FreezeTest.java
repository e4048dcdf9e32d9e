package convnet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import convnet.io.SafeTensors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fine-tuning: what is frozen keeps its bits, all else moves. */
class FreezeTest {
  private static final String NETWORK =
      """
      {"name": "small", "input": [3, 16, 16], "layers": [
        {"type": "Conv2d", "name": "stem.conv", "out_channels": 8, "kernel_size": 3, "stride": 2},
        {"type": "BatchNorm2d", "name": "stem.norm"},
        {"type": "Residual", "name": "block", "body": [
          {"type": "Conv2d", "name": "conv", "out_channels": 8, "kernel_size": 3, "padding": 1},
          {"type": "BatchNorm2d", "name": "norm"}]},
        {"type": "AdaptiveAvgPool2d", "name": "pool", "output_size": 2},
        {"type": "Flatten", "name": "flatten"},
        {"type": "Linear", "name": "fc", "out_features": "classes"}],
       "recipe": {"lr": 0.05, "batch_size": 8, "epochs": 2}}
      """;

  @TempDir static Path shared;
  @TempDir Path directory;
  private static final ByteArrayOutputStream ERR = new ByteArrayOutputStream();

  @BeforeAll
  static void trainSomethingToBeginWith() throws IOException {
    Stripes.tree(shared.resolve("data"), 12, 1);
    Files.writeString(shared.resolve("small.json"), NETWORK);
    assertThat(train(shared.resolve("base"), "--epochs", "1")).isZero();
  }

  private static int train(Path run, String... more) {
    List<String> args =
        new ArrayList<>(List.of("train", shared.resolve("data").toString(), "-o", run.toString()));
    args.addAll(List.of("--arch", shared.resolve("small.json").toString()));
    args.addAll(List.of(more));
    ERR.reset();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    return Main.run(args.toArray(String[]::new), InputStream.nullInputStream(), out, ERR);
  }

  private static Map<String, float[]> tensors(Path run) throws IOException {
    Map<String, float[]> tensors = new TreeMap<>();
    SafeTensors.read(run.resolve("last.safetensors"))
        .tensors()
        .forEach((name, tensor) -> tensors.put(name, tensor.toArray()));
    return tensors;
  }

  private static String base() {
    return shared.resolve("base/last.safetensors").toString();
  }

  /** Below what is trained, above it and between; a normalisation's statistics, too. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--freeze stem --freeze block ; (stem|block)\\..*",
        "--freeze fc ; fc\\..*",
        "--freeze block.norm --freeze stem.conv.bias ; (block\\.norm\\..*|stem\\.conv\\.bias)",
        "--freeze stem.norm.weight ; stem\\.norm\\.weight",
      })
  void whatIsFrozenKeepsItsBitsAndAllElseChanges(String options, String frozen) throws IOException {
    Path run = directory.resolve("run");
    List<String> args = new ArrayList<>(List.of(options.split(" ")));
    args.addAll(List.of("--init-from", base()));
    assertThat(train(run, args.toArray(String[]::new))).as(ERR.toString(UTF_8)).isZero();
    Map<String, float[]> before = tensors(shared.resolve("base"));
    Map<String, float[]> after = tensors(run);
    before.forEach(
        (name, values) -> {
          if (name.startsWith("optimizer.")) {
            String parameter = name.replaceFirst("optimizer\\.(.*)\\.\\w+", "$1");
            assertThat(after.containsKey(name)).as(name).isEqualTo(!parameter.matches(frozen));
          } else if (name.matches(frozen) || name.endsWith(".num_batches_tracked")) {
            assertThat(after.get(name)).as(name).isEqualTo(values);
          } else {
            assertThat(after.get(name)).as(name).isNotEqualTo(values);
          }
        });
    assertThat(Files.readString(run.resolve("config.json"))).contains("\"freeze\" : [ \"");
    assertThat(ERR.toString(UTF_8)).contains(" of them trained");
  }

  /** What hangs on the number of classes is the head, whatever comes last. */
  @Test
  void aHeadMayBeMoreThanTheLastLayer() throws IOException {
    Path three = Stripes.tree(directory.resolve("three"), 8, 1);
    Path two = Stripes.tree(directory.resolve("two"), 8, 1);
    Files.move(two.resolve("squares"), directory.resolve("squares"));
    Path net =
        Files.writeString(
            directory.resolve("net.json"),
            """
            {"name": "maps", "input": [3, 16, 16], "layers": [
              {"type": "Conv2d", "name": "conv", "out_channels": 8, "kernel_size": 5, "stride": 2},
              {"type": "ReLU", "name": "relu"},
              {"type": "Conv2d", "name": "head", "out_channels": "classes", "kernel_size": 6},
              {"type": "BatchNorm2d", "name": "norm"},
              {"type": "Flatten", "name": "flatten"}],
             "recipe": {"batch_size": 8}}
            """);
    Path run = directory.resolve("run");
    String[] first = {"train", three + "", "--arch", net + "", "-o", run + "", "--max-steps", "1"};
    assertThat(Run.convnet(first).exitCode()).isZero();
    String model = run.resolve("last.safetensors").toString();
    Path others = Stripes.tree(directory.resolve("others"), 8, 1);
    Files.move(others.resolve("lying"), others.resolve("recumbent"));
    String[] renamed = {
      "train",
      others + "",
      "--arch",
      net + "",
      "--init-from",
      model,
      "-o",
      run + "2",
      "--max-steps=1"
    };
    assertThat(Run.convnet(renamed).err())
        .contains("warning: " + model + " has the same number of classes but other names");
    Path tuned = directory.resolve("tuned");
    String[] second = {
      "train",
      two + "",
      "--arch",
      net + "",
      "--init-from",
      model,
      "-o",
      tuned + "",
      "--max-steps",
      "1"
    };
    assertThat(Run.convnet(second).err())
        .contains("head.weight and head.bias and norm.weight and norm.bias and norm.running_mean")
        .contains(" are newly initialised: the size in " + model + " is different");
  }

  @Test
  void aRunThatGoesOnKeepsThemFrozen() throws IOException {
    Path whole = directory.resolve("whole");
    Path parts = directory.resolve("parts");
    assertThat(train(whole, "--freeze", "stem", "--init-from", base())).isZero();
    assertThat(train(parts, "--freeze", "stem", "--init-from", base(), "--max-steps", "3"))
        .isZero();
    assertThat(train(parts, "--resume")).as(ERR.toString(UTF_8)).isZero();
    assertThat(Files.readString(parts.resolve("config.json")))
        .contains("\"init_from\" : \"" + base());
    assertThat(parts.resolve("last.safetensors"))
        .hasSameBinaryContentAs(whole.resolve("last.safetensors"));

    assertThat(train(parts, "--resume", "--epochs", "3", "--freeze", "block")).isEqualTo(2);
    assertThat(ERR.toString(UTF_8))
        .contains("--freeze block: the run was begun with stem, which cannot change: leave it out");
    assertThat(train(shared.resolve("base"), "--resume", "--epochs", "3", "--freeze", "fc"))
        .isEqualTo(2);
    assertThat(ERR.toString(UTF_8))
        .contains("--freeze fc: the run was begun without --freeze, which");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "stem. | no layer or learned parameter is called stem.: there are stem.conv, stem.norm",
        "ste | no layer or learned parameter is called ste: there are stem, block, fc",
        "block.conv2 | no layer or learned parameter is called block.conv2: there are block.conv,"
            + " block.norm",
        "fc.weight.x | no layer or learned parameter is called fc.weight.x: there are fc.weight",
        "stem.norm.running_mean | no layer or learned parameter is called stem.norm.running_mean:"
            + " there are stem.norm.weight, stem.norm.bias",
      })
  void whatIsNotThereIsAnErrorThatListsWhatIs(String prefix, String message) {
    assertThat(train(directory.resolve("run"), "--freeze", prefix)).isEqualTo(2);
    assertThat(ERR.toString(UTF_8)).startsWith("convnet: --freeze: " + message);
  }

  @Test
  void nothingLeftToTrainIsAnError() {
    assertThat(train(directory.resolve("run"), "--freeze=stem", "--freeze=block", "--freeze=fc"))
        .isEqualTo(2);
    assertThat(ERR.toString(UTF_8))
        .startsWith("convnet: --freeze: with stem and block and fc no parameter is left to train");
  }

  @Test
  void aRandomBeginningThatIsFrozenIsWarnedOf() {
    assertThat(train(directory.resolve("run"), "--freeze", "stem", "--max-steps", "1")).isZero();
    assertThat(ERR.toString(UTF_8)).contains("--freeze without --init-from");
  }

  @Test
  void aNewHeadThatIsFrozenIsWarnedOf() throws IOException {
    Path data = directory.resolve("two");
    for (String name : List.of("lying", "standing")) {
      Path to = Files.createDirectories(data.resolve(name));
      try (var images = Files.list(shared.resolve("data").resolve(name))) {
        for (Path image : images.toList()) {
          Files.copy(image, to.resolve(image.getFileName()));
        }
      }
    }
    String[] args = {
      "train",
      data + "",
      "-o",
      directory.resolve("run") + "",
      "--init-from",
      base(),
      "--arch",
      shared.resolve("small.json") + "",
      "--freeze",
      "fc",
      "--max-steps",
      "1"
    };
    Run run = Run.convnet(args);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err())
        .contains(
            "warning: --freeze: newly initialised parameters are frozen too, and keep their"
                + " random initial values");
  }
}
