package convnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.io.SafeTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose first filters are made of the images. */
class WhitenedRunTest {
  private static final String NETWORK =
      """
      {"name": "small", "input": [3, 16, 16], "layers": [
        {"type": "Conv2d", "name": "conv", "out_channels": 24, "kernel_size": 2,
         "weight_init": "whitening"},
        {"type": "ReLU"}, {"type": "MaxPool2d", "kernel_size": 3},
        {"type": "Conv2d", "out_channels": 28, "kernel_size": 3, "weight_init": "dirac"},
        {"type": "ReLU"}, {"type": "Flatten"}, {"type": "Linear", "out_features": "classes"}],
       "recipe": {"lr": 0.02, "batch_size": 8, "epochs": 2, "augment": "standard"}}
      """;

  @TempDir Path directory;

  @BeforeEach
  void prepare() throws IOException {
    Stripes.tree(directory.resolve("data/train"), 10, 1);
    Files.writeString(directory.resolve("small.json"), NETWORK);
  }

  /** Trains and returns what it says. */
  private String train(String run, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "train",
                directory.resolve("data").toString(),
                "--arch",
                directory.resolve("small.json").toString(),
                "-o",
                directory.resolve(run).toString()));
    args.addAll(List.of(more));
    Run result = Run.convnet(args.toArray(String[]::new));
    assertThat(result.exitCode()).as(result.err()).isZero();
    return result.err();
  }

  private Path last(String run) {
    return directory.resolve(run).resolve("last.safetensors");
  }

  private float[] filters(String run) throws IOException {
    return Objects.requireNonNull(SafeTensors.read(last(run)).tensors().get("conv.weight"))
        .toArray();
  }

  @Test
  void isTheSameOnAnyNumberOfThreadsAndWithAStop() throws IOException {
    train("run", "--threads", "1");
    for (String threads : List.of("2", "3")) {
      train(threads, "--threads", threads);
      assertThat(last(threads)).hasSameBinaryContentAs(last("run"));
    }
    train("stopped", "--max-steps", "5");
    train("stopped", "--resume");
    assertThat(last("stopped")).hasSameBinaryContentAs(last("run"));
    assertThat(Files.readString(directory.resolve("run/config.json"))).contains("whitening");
  }

  /** Other seeds draw other weights, but the images are the same. */
  @Test
  void whatIsFrozenIsOfTheImages() throws IOException {
    String said = train("run", "--freeze", "conv", "--seed", "1", "--val-split", "0");
    assertThat(said).doesNotContain("random beginning");
    train("other", "--freeze", "conv", "--seed", "2", "--val-split", "0");
    assertThat(filters("other")).isEqualTo(filters("run"));
    assertThat(train("third", "--freeze", "3")).contains("keep their random initial values");
  }

  @Test
  void aModelToBeginFromGoesBeforeTheImages() throws IOException {
    train("run");
    train("next", "--init-from", last("run").toString(), "--freeze", "conv");
    assertThat(filters("next")).isEqualTo(filters("run"));
  }
}
