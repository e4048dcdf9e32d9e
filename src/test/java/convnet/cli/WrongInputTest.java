package convnet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import convnet.io.Npy;
import convnet.io.SafeTensors;
import convnet.io.SafeTensorsFile;
import convnet.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * LinkPaths to hand over a wrong tree or a wrong model: each gives one line that says what to do.
 */
class WrongInputTest {
  @TempDir static Path shared;
  @TempDir Path directory;

  @BeforeAll
  static void train() throws IOException {
    Stripes.tree(shared.resolve("data"), 4, 1);
    Files.writeString(shared.resolve("small.json"), Stripes.NETWORK);
    Run run =
        Run.convnet(
            "train",
            shared.resolve("data").toString(),
            "--arch",
            shared.resolve("small.json").toString(),
            "-o",
            shared.resolve("run").toString(),
            "--max-steps=1");
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  /** Each test has a tree {@code data} and a model {@code model} of its own to spoil. */
  @BeforeEach
  void makeATreeAndAModel() throws IOException {
    Stripes.tree(directory.resolve("data"), 4, 1);
    Files.copy(shared.resolve("run/best.safetensors"), directory.resolve("model"));
    Files.copy(shared.resolve("small.json"), directory.resolve("net"));
  }

  @FunctionalInterface
  interface Spoiling {
    void spoil(Path directory) throws IOException;
  }

  /**
   * A way to do it.
   *
   * @param name what is wrong
   * @param spoiling makes it so in a directory with {@code data} and {@code model}
   * @param arguments of the program; {@code ~} is that directory
   * @param line what is said, after {@code convnet: }
   */
  record Way(String name, Spoiling spoiling, String arguments, String line) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final String TRAIN = "train ~/data --arch ~/net -o ~/run -q --max-steps=1";
  private static final String CLASSIFY = "classify ~/model ~/data/lying/1.png -q";
  private static final String EVALUATE = "classify ~/model ~/data --evaluate -q";
  private static final String LEAVE_OUT = ": replace or remove it, or leave it out with --skip-bad";

  static Stream<Way> ways() {
    return Stream.of(
        new Way(
            "empty class, train",
            d -> Files.createDirectory(d.resolve("data/empty")),
            TRAIN,
            "~/data/empty: this class has no image: put images into it (.jpg .jpeg .png .ppm .bmp"
                + " .pgm .tif .tiff .webp) or remove the directory"),
        new Way(
            "empty class, evaluate",
            d -> Files.createDirectory(d.resolve("data/empty")),
            EVALUATE,
            "~/data/empty: this class has no image: put images into it (.jpg .jpeg .png .ppm .bmp"
                + " .pgm .tif .tiff .webp) or remove the directory"),
        new Way(
            "one class, train",
            d -> {
              move(d, "data/lying", "lying");
              move(d, "data/squares", "squares");
            },
            TRAIN,
            "~/data: has one class, standing: at least 2 are needed"),
        new Way(
            "a file for a directory, train",
            d -> replace(d.resolve("data"), "text"),
            TRAIN,
            "~/data: is a file: a directory of class directories is needed"),
        new Way(
            "a file for a directory, evaluate",
            _ -> {},
            "classify ~/model ~/data/lying/1.png --evaluate",
            "~/data/lying/1.png: is a file: a directory of class directories is needed"),
        new Way(
            "val with other classes, train",
            d -> {
              Stripes.tree(d.resolve("val"), 2, 2);
              move(d, "val/lying", "val/laying");
            },
            TRAIN + " --val ~/val",
            "~/val: its classes are not those of ~/data: it lacks lying; it alone has laying"),
        new Way(
            "other classes than the model's, evaluate",
            d -> move(d, "data/lying", "data/laying"),
            EVALUATE,
            "~/data: laying is not among the classes of the model: lying, squares, standing"),
        new Way(
            "truncated JPEG, train",
            d -> truncatedJpeg(d.resolve("data/lying/1.jpg")),
            TRAIN,
            "~/data/lying/1.jpg: is truncated or corrupt: Truncated File - Missing EOI marker"
                + LEAVE_OUT),
        new Way(
            "truncated JPEG, classify",
            d -> truncatedJpeg(d.resolve("data/lying/1.png")),
            CLASSIFY,
            "~/data/lying/1.png: is truncated or corrupt: Truncated File - Missing EOI marker"),
        new Way(
            "text called .jpg, train",
            d -> Files.writeString(d.resolve("data/lying/a.jpg"), "a cat"),
            TRAIN,
            "~/data/lying/a.jpg: is not an image of a known format" + LEAVE_OUT),
        new Way(
            "text called .png, classify",
            d -> replace(d.resolve("data/lying/1.png"), "a cat"),
            CLASSIFY,
            "~/data/lying/1.png: is not an image of a known format"),
        new Way(
            "text called .png, evaluate",
            d -> replace(d.resolve("data/lying/1.png"), "a cat"),
            EVALUATE,
            "~/data/lying/1.png: is not an image of a known format"),
        new Way(
            "a model of another version, train",
            WrongInputTest::makeNewer,
            TRAIN + " --init-from ~/model",
            "~/model: is a model file of version 99, and this program knows up to 1: a newer"
                + " convnet is needed"),
        new Way(
            "a model of another version, classify",
            WrongInputTest::makeNewer,
            CLASSIFY,
            "~/model: is a model file of version 99, and this program knows up to 1: a newer"
                + " convnet is needed"),
        new Way(
            "a header that is longer than its file, train",
            d -> lie(d.resolve("model")),
            TRAIN + " --init-from ~/model",
            "~/model: is truncated: a header of 1000000 bytes in a file of ~SIZE (at byte 0)"),
        new Way(
            "a header that is longer than its file, classify",
            d -> lie(d.resolve("model")),
            CLASSIFY,
            "~/model: is truncated: a header of 1000000 bytes in a file of ~SIZE (at byte 0)"),
        new Way(
            "an image for a model, classify",
            _ -> {},
            "classify ~/data/lying/1.png ~/data/lying/1.png",
            "~/data/lying/1.png: is an image, not a safetensors file"),
        new Way(
            "an array for a model, classify",
            root -> Npy.write(root.resolve("a.npy"), Tensor.zeros(2, 3)),
            "classify ~/a.npy ~/data/lying/1.png",
            "~/a.npy: is an array in npy, not a safetensors file"),
        new Way(
            "a run below a file, train",
            _ -> {},
            TRAIN.replace("~/run", "~/net/run"),
            "~/net/run: ~/net is not a directory"),
        new Way(
            "a run for a model, train",
            d -> Files.copy(d.resolve("model"), d.resolve("data/best.safetensors")),
            TRAIN + " --init-from ~/data",
            "~/data: is a directory, but a model file is needed: ~/data/best.safetensors"),
        new Way(
            "a network for other classes, train",
            d -> replaceIn(d.resolve("net"), "\"classes\"", "7"),
            TRAIN,
            "~/net: its output is 7, and there are 3 classes: with \"out_features\": \"classes\""
                + " its last layer fits any number"),
        new Way(
            "a network that ends in maps, train",
            d ->
                Files.writeString(
                    d.resolve("net"),
                    """
                    {"name": "n", "input": [3, 16, 16], "layers": [
                      {"type": "Conv2d", "name": "c", "out_channels": 4, "kernel_size": 16}]}
                    """),
            TRAIN,
            "~/net: its output is 4x1x1: it needs a Flatten and a Linear with \"out_features\":"
                + " \"classes\" at its end"),
        new Way(
            "a network of nothing to learn, train",
            d ->
                Files.writeString(
                    d.resolve("net"),
                    """
                    {"name": "n", "input": [3, 16, 16], "layers": [
                      {"type": "AdaptiveAvgPool2d", "name": "p", "output_size": 1},
                      {"type": "Flatten", "name": "f"}]}
                    """),
            TRAIN,
            "~/net: it has no parameter, so there is nothing to learn"),
        new Way(
            "a network whose layers do not fit, train",
            d -> replaceIn(d.resolve("net"), "\"kernel_size\": 2", "\"kernel_size\": 9"),
            TRAIN,
            "~/net: layer pool (MaxPool2d): no pooling window of 9 (dilation 1, padding 0) fits an"
                + " input of 6x6: it needs at least 9x9; the smallest square input that fits is"
                + " 3x21x21"),
        new Way(
            "a bias that is missing, classify",
            d -> dict(d, "fc.bias"),
            "classify ~/dict ~/data/lying/1.png -q --arch ~/net",
            "~/dict: it does not fit small: missing fc.bias 3"),
        new Way(
            "names of classes that are an image, classify",
            d -> dict(d, "none"),
            "classify ~/dict ~/data/lying/1.png -q --arch ~/net --classes ~/data/lying/1.png",
            "~/data/lying/1.png: is not UTF-8 text: one class name per line is needed"),
        new Way(
            "a class without a name, classify",
            d -> {
              dict(d, "none");
              Files.writeString(d.resolve("names"), "a\n\nb\n\n");
            },
            "classify ~/dict ~/data/lying/1.png -q --arch ~/net --classes ~/names",
            "~/names: line 2 is blank: one class name per line is needed"),
        new Way(
            "no such tree, train",
            _ -> {},
            TRAIN.replace("~/data", "~/none"),
            "~/none: no such file or directory"),
        new Way(
            "no such model, classify",
            _ -> {},
            CLASSIFY.replace("~/model", "~/none"),
            "~/none: no such file or directory"));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void givesOneLine(Way way) throws IOException {
    way.spoiling.spoil(directory);
    Run run = run(way.arguments);
    assertThat(run.err()).isEqualTo("convnet: " + inPlace(way.line) + "\n");
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(directory.resolve("run")).doesNotExist();
  }

  @Test
  void whatMayNotBeReadIsNamed() throws IOException {
    Path image = directory.resolve("data/lying/1.png");
    Files.setPosixFilePermissions(image, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(image), "this user may read everything");
    String line = "convnet: " + image + ": permission denied";
    assertThat(run(TRAIN).err()).isEqualTo(line + LEAVE_OUT + "\n");
    assertThat(run(CLASSIFY).err()).isEqualTo(line + "\n");
    Path model = directory.resolve("model");
    Files.setPosixFilePermissions(model, PosixFilePermissions.fromString("---------"));
    assertThat(run(CLASSIFY).err()).isEqualTo("convnet: " + model + ": permission denied\n");
  }

  @Test
  void aRunInUseIsLeftToWhoeverUsesIt() throws IOException {
    Path run = Files.createDirectory(directory.resolve("run"));
    Files.createFile(directory.resolve("data/lying/empty.jpg")); // not even looked at
    try (FileChannel channel =
        FileChannel.open(
            run.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      assertThat(channel.lock().isValid()).isTrue();
      Run refused = run(TRAIN);
      assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(refused.err())
          .isEqualTo(
              "convnet: %s: another process is training into this run: wait for it, or choose another -o\n"
                  .formatted(run));
    }
  }

  private Run run(String arguments) throws IOException {
    return Run.convnet(inPlace(arguments).split(" "));
  }

  private String inPlace(String text) throws IOException {
    return text.replace("~SIZE", "" + Files.size(directory.resolve("model")))
        .replace("~", directory.toString());
  }

  private static void move(Path directory, String from, String to) throws IOException {
    Files.move(directory.resolve(from), directory.resolve(to));
  }

  private static void replace(Path path, String text) throws IOException {
    if (Files.isDirectory(path)) {
      Files.move(path, path.resolveSibling("moved"));
    }
    Files.writeString(path, text);
  }

  private static void replaceIn(Path file, String old, String now) throws IOException {
    String text = Files.readString(file);
    assertThat(text).contains(old);
    Files.writeString(file, text.replace(old, now));
  }

  /** Makes {@code dict} of the model, tensors only, without one of them. */
  private static void dict(Path directory, String without) throws IOException {
    Map<String, Tensor> tensors =
        new LinkedHashMap<>(SafeTensors.read(directory.resolve("model")).tensors());
    tensors.remove(without);
    SafeTensors.write(directory.resolve("dict"), tensors, Map.of());
  }

  private static void truncatedJpeg(Path file) throws IOException {
    BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64 * 64; i++) {
      image.setRGB(i % 64, i / 64, i * 0x030507 & 0xFFFFFF);
    }
    ImageIO.write(image, "jpeg", file.toFile());
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length * 2 / 3));
  }

  /** As a program of the future may write it. */
  private static void makeNewer(Path directory) throws IOException {
    Path file = directory.resolve("model");
    SafeTensorsFile model = SafeTensors.read(file);
    Map<String, String> metadata = new LinkedHashMap<>(model.metadata());
    assertThat(metadata.put("convnet.version", "99")).isEqualTo("1");
    metadata.remove("convnet.crc32c");
    SafeTensors.write(file, model.tensors(), metadata);
  }

  private static void lie(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, 1_000_000);
    Files.write(file, bytes);
    assertThat(new String(bytes, 8, 1, UTF_8)).isEqualTo("{");
  }
}
