package convnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.io.SafeTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a recipe says reaches the weights. */
class RecipeRunTest {
  @TempDir static Path shared;

  @TempDir Path directory;

  /** Two batches of 8 an epoch, and not as many images of each class. */
  @BeforeAll
  static void draw() throws IOException {
    Stripes.tree(shared.resolve("data/train"), 6, 1);
    Stripes.tree(shared.resolve("data/val"), 2, 2);
    Files.delete(shared.resolve("data/train/squares/0.png"));
    Files.delete(shared.resolve("data/train/squares/1.png"));
  }

  /** The first filters after training the network with a recipe of these keys. */
  private float[] train(String keys, String... more) throws IOException {
    Path network = directory.resolve("network.json");
    String recipe = "\"recipe\": {\"batch_size\": 8, \"epochs\": 2" + keys + "}}";
    Files.writeString(
        network, Stripes.NETWORK.replaceAll("\"recipe\": .*", "").stripTrailing() + recipe);
    Path run = directory.resolve("run");
    List<String> args =
        new ArrayList<>(
            List.of("train", shared.resolve("data").toString(), "--arch", network.toString()));
    args.addAll(List.of("-o", run.toString()));
    args.addAll(List.of(more));
    Run result = Run.convnet(args.toArray(String[]::new));
    assertThat(result.exitCode()).as("%s: %s", keys, result.err()).isZero();
    Path last = run.resolve("last.safetensors");
    return Objects.requireNonNull(SafeTensors.read(last).tensors().get("conv.weight")).toArray();
  }

  @Test
  void everyKeyMakesAnotherNetworkOfTheSameImages() throws IOException {
    Map<List<Float>, String> trained = new LinkedHashMap<>();
    for (String keys :
        List.of(
            "",
            ", \"lr\": 0.02",
            ", \"momentum\": 0.5",
            ", \"nesterov\": true",
            ", \"weight_decay\": 0.1",
            ", \"lr_schedule\": \"step\", \"step_size\": 1, \"gamma\": 0.5",
            ", \"lr_schedule\": \"step\", \"step_size\": 1, \"gamma\": 0.25",
            ", \"lr_schedule\": \"constant\"",
            ", \"lr_schedule\": \"onecycle\"",
            ", \"warmup_epochs\": 1",
            ", \"augment\": \"standard\"",
            ", \"augment\": \"alexnet\"",
            ", \"augment\": \"standard\", \"cutout\": 6",
            ", \"cutmix\": 1",
            ", \"label_smoothing\": 0.1",
            ", \"class_weights\": \"balanced\"",
            ", \"optimizer\": \"adamw\"",
            ", \"optimizer\": \"adamw\", \"beta1\": 0.5",
            ", \"optimizer\": \"adamw\", \"beta2\": 0.5",
            ", \"optimizer\": \"adamw\", \"eps\": 0.1")) {
      List<Float> weights = new ArrayList<>();
      for (float weight : train(keys, "--overwrite")) {
        weights.add(weight);
      }
      assertThat(trained.put(weights, keys)).as("the same as with%s", keys).isNull();
    }
  }

  /**
   * The rate rises by a hundredth with each of the first steps; so does one that is set by hand.
   */
  @Test
  void eachStepHasARateOfItsOwn() throws IOException {
    float[] risen = train(", \"lr\": 0.02, \"warmup_epochs\": 1", "--max-steps", "2");
    assertThat(train(", \"lr\": 0.01", "--max-steps", "1", "--overwrite")).isNotEqualTo(risen);
    assertThat(train(", \"lr\": 0.01", "--max-steps", "2", "--resume", "--lr", "0.02"))
        .isEqualTo(risen);
  }
}
