package convnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import convnet.data.DataLoader;
import convnet.data.DataSet;
import convnet.data.ImageStore;
import convnet.data.Sample;
import convnet.io.ImageLimits;
import convnet.model.Architecture;
import convnet.model.NetworkJson;
import convnet.nn.Network;
import convnet.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WhiteningTest {
  private static final int SIZE = 10;
  private static final int KERNEL = 2;
  private static final int AXES = 3 * KERNEL * KERNEL;

  @TempDir private Path directory;
  private final List<Sample> samples = new ArrayList<>();
  private Architecture architecture;

  @BeforeEach
  void prepare() throws IOException {
    architecture =
        NetworkJson.read(
            """
            {"name": "net", "input": [3, 10, 10], "layers": [
              {"type": "Conv2d", "out_channels": 24, "kernel_size": 2, "weight_init": "whitening"},
              {"type": "Flatten"}, {"type": "Linear", "out_features": 2}]}
            """,
            "net.json",
            OptionalInt.empty());
    for (int i = 0; i < 7; i++) {
      Path file = directory.resolve(i + ".png");
      ImageIO.write(drawing(new SplittableRandom(i)), "png", file.toFile());
      samples.add(new Sample(file, i));
    }
  }

  /** Noise in three colours upon light that falls from the left: neighbours are much alike. */
  private static BufferedImage drawing(SplittableRandom random) {
    BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
    for (int pixel = 0; pixel < SIZE * SIZE; pixel++) {
      int light = 150 * (pixel % SIZE) / SIZE;
      int rgb = 0;
      for (int channel = 0; channel < 3; channel++) {
        rgb = rgb << 8 | light + random.nextInt(100);
      }
      image.setRGB(pixel % SIZE, pixel / SIZE, rgb);
    }
    return image;
  }

  private RunImages images(int threads) {
    DataSet data = new DataSet(List.of("a", "b"), samples, List.of());
    ImageStore store = new ImageStore(3, 1 << 20, ImageLimits.DEFAULT);
    return new RunImages(data, architecture, store, threads, 0);
  }

  private float[] filters(int threads) throws IOException {
    Network network = new Network(architecture.network());
    network.initialize(5);
    try (RunImages images = images(threads)) {
      Whitening.apply(network, images);
    }
    return network.parameters().getFirst().value().toArray();
  }

  /**
   * An axis of variance λ has the filter {@code v/√(λ + ε)}, whose output varies by {@code λ/(λ +
   * ε)}: that is {@code 1 − ε·|w|²}. What is left are the weights' roundings, 2⁻²⁴ of each, times
   * the root of how much more one axis varies than another, about 10, for 12 weights.
   */
  @Test
  void whatComesOutVariesByOneAndEachByItself() throws IOException {
    float[] filters = filters(0);
    double[][] plain = covariance(identity());
    double[][] white = covariance(filters);
    assertThat(plain[0][1]).as("neighbours are alike").isGreaterThan(0.3 * plain[0][0]);
    for (int a = 0; a < AXES; a++) {
      double square = 0;
      for (int k = 0; k < AXES; k++) {
        square += Math.pow(filters[a * AXES + k], 2);
      }
      assertThat(white[a][a])
          .isCloseTo(1 - Whitening.EPS * square, within(1e-5))
          .isBetween(0.98, 1.0);
      for (int b = 0; b < a; b++) {
        assertThat(white[a][b]).as("%d and %d", a, b).isCloseTo(0, within(1e-5));
      }
    }
  }

  @Test
  void thoseThatVaryMostComeFirstAndTheirOppositesAfterAll() throws IOException {
    float[] filters = filters(0);
    double before = 0;
    for (int a = 0; a < AXES; a++) {
      double square = 0;
      for (int k = a * AXES; k < (a + 1) * AXES; k++) {
        square += Math.pow(filters[k], 2);
        assertThat(filters[AXES * AXES + k]).isEqualTo(-filters[k]);
      }
      assertThat(square).as("1/(λ + ε)").isGreaterThan(before);
      before = square;
    }
  }

  @Test
  void anyNumberOfThreadsGivesTheSameBits() throws IOException {
    float[] alone = filters(0);
    for (int threads = 1; threads <= 3; threads++) {
      assertThat(filters(threads)).isEqualTo(alone);
    }
  }

  /** Of images in the order of their classes a few from the beginning would be of one class. */
  @Test
  void aSampleIsOfTheWholeList() throws IOException {
    try (RunImages images = images(0)) {
      assertThat(labels(images.sample(3))).containsExactly(0, 2, 4);
      assertThat(labels(images.sample(100))).containsExactly(0, 1, 2, 3, 4, 5, 6);
    }
  }

  private List<Integer> labels(DataLoader sample) throws IOException {
    List<Integer> labels = new ArrayList<>();
    int[] label = new int[1];
    try (sample) {
      sample.start(0, 0);
      while (sample.next(Tensor.zeros(architecture.network().input().batched(1)), label) > 0) {
        labels.add(label[0]);
      }
    }
    return labels;
  }

  private static float[] identity() {
    float[] filters = new float[AXES * AXES];
    for (int a = 0; a < AXES; a++) {
      filters[a * AXES + a] = 1;
    }
    return filters;
  }

  /** Of what the filters make of all patches of all images. */
  private double[][] covariance(float[] filters) throws IOException {
    List<double[]> outputs = new ArrayList<>();
    Tensor image = Tensor.zeros(architecture.network().input().batched(1));
    try (RunImages images = images(0);
        DataLoader loader = images.sample(samples.size())) {
      loader.start(0, 0);
      while (loader.next(image, new int[1]) > 0) {
        for (int y = 0; y <= SIZE - KERNEL; y++) {
          for (int x = 0; x <= SIZE - KERNEL; x++) {
            outputs.add(outputs(filters, image.data(), y, x));
          }
        }
      }
    }
    double[] means = new double[AXES];
    Arrays.setAll(means, a -> outputs.stream().mapToDouble(o -> o[a]).average().orElseThrow());
    double[][] covariance = new double[AXES][AXES];
    for (double[] output : outputs) {
      for (int a = 0; a < AXES; a++) {
        for (int b = 0; b < AXES; b++) {
          covariance[a][b] += (output[a] - means[a]) * (output[b] - means[b]) / outputs.size();
        }
      }
    }
    return covariance;
  }

  private static double[] outputs(float[] filters, float[] image, int y, int x) {
    double[] outputs = new double[AXES];
    for (int a = 0; a < AXES; a++) {
      for (int k = 0; k < AXES; k++) {
        int channel = k / (KERNEL * KERNEL);
        int row = y + k / KERNEL % KERNEL;
        outputs[a] +=
            (double) filters[a * AXES + k] * image[(channel * SIZE + row) * SIZE + x + k % KERNEL];
      }
    }
    return outputs;
  }
}
