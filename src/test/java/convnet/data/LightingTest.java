package convnet.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import convnet.io.ImageLimits;
import convnet.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PCA lighting: the sums, the axes, what is drawn, and what becomes of an image. */
final class LightingTest {

  @Test
  void axesOfAMatrixWhoseAxesAreKnown() {
    // Eigenvalues 9, 6 and 3 along (2, 2, 1)/3, (−2, 1, 2)/3 and (1, −2, 2)/3.
    double[][] matrix = {{7, 2, 0}, {2, 6, 2}, {0, 2, 5}};
    PrincipalAxes axes = PrincipalAxes.of(matrix);
    assertThat(axes.values()).containsExactly(new double[] {9, 6, 3}, within(1e-14));
    double third = 1 / 3.0;
    assertThat(axes.vectors()[0])
        .containsExactly(new double[] {2 * third, 2 * third, third}, within(1e-14));
    // Of two components of the same size either may be the one that points up.
    double sign = Math.signum(axes.vectors()[2][0]);
    assertThat(axes.vectors()[2])
        .containsExactly(
            new double[] {sign * third, -2 * sign * third, 2 * sign * third}, within(1e-14));
  }

  @Test
  void axesMakeUpTheirMatrix() {
    RandomGenerator random = new SplittableRandom(1);
    for (int i = 0; i < 200; i++) {
      double[][] matrix = new double[3][3];
      for (int a = 0; a < 3; a++) {
        for (int b = a; b < 3; b++) {
          matrix[a][b] = random.nextDouble(-1, 1) * (i % 3 == 0 ? 1e-9 : 1);
          matrix[b][a] = matrix[a][b];
        }
      }
      PrincipalAxes axes = PrincipalAxes.of(matrix);
      assertThat(axes.values()[0]).isGreaterThanOrEqualTo(axes.values()[1]);
      assertThat(axes.values()[1]).isGreaterThanOrEqualTo(axes.values()[2]);
      for (int a = 0; a < 3; a++) {
        for (int b = 0; b < 3; b++) {
          double sum = 0;
          double product = 0;
          for (int k = 0; k < 3; k++) {
            sum += axes.values()[k] * axes.vectors()[k][a] * axes.vectors()[k][b];
            product += axes.vectors()[a][k] * axes.vectors()[b][k];
          }
          assertThat(sum).isCloseTo(matrix[a][b], within(1e-14));
          assertThat(product).isCloseTo(a == b ? 1 : 0, within(1e-14));
        }
      }
    }
  }

  @Test
  void equalEigenvaluesAndZerosAreNoTrouble() {
    assertThat(PrincipalAxes.of(new double[3][3]).values()).containsExactly(0, 0, 0);
    double[][] flat = {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}};
    PrincipalAxes axes = PrincipalAxes.of(flat);
    assertThat(axes.values()).containsExactly(new double[] {3, 0, 0}, within(1e-14));
    double each = Math.sqrt(1 / 3.0);
    assertThat(axes.vectors()[0]).containsExactly(new double[] {each, each, each}, within(1e-14));
    assertThat(PrincipalAxes.of(new double[][] {{0.25}}).vectors()[0]).containsExactly(1);
  }

  @Test
  void theCovarianceIsThatOfAllPixelsTogether() {
    RandomGenerator random = new SplittableRandom(2);
    ColourSums sums = new ColourSums(3);
    List<double[]> pixels = new ArrayList<>();
    for (int image = 0; image < 4; image++) {
      int height = 3 + 150 * image; // 453·97: more than an int could add up at once
      byte[] samples = new byte[3 * height * 97];
      for (int i = 0; i < samples.length; i++) {
        samples[i] = (byte) (image == 3 ? 255 - random.nextInt(9) : random.nextInt(256));
      }
      sums.add(new Pixels(3, height, 97, samples));
      for (int i = 0; i < height * 97; i++) {
        double[] pixel = new double[3];
        for (int c = 0; c < 3; c++) {
          pixel[c] = (samples[c * height * 97 + i] & 0xFF) / 255.0;
        }
        pixels.add(pixel);
      }
    }
    double[][] covariance = sums.covariance();
    for (int a = 0; a < 3; a++) {
      for (int b = 0; b < 3; b++) {
        double meanA = mean(pixels, a);
        double meanB = mean(pixels, b);
        double sum = 0;
        for (double[] pixel : pixels) {
          sum += (pixel[a] - meanA) * (pixel[b] - meanB);
        }
        assertThat(covariance[a][b]).isCloseTo(sum / pixels.size(), within(1e-12));
      }
    }
  }

  private static double mean(List<double[]> pixels, int channel) {
    return pixels.stream().mapToDouble(pixel -> pixel[channel]).average().orElseThrow();
  }

  @Test
  void whatIsDrawnVariesAlongTheAxesByATenthOfTheirValues() {
    double[][] covariance = {{7, 2, 0}, {2, 6, 2}, {0, 2, 5}};
    Lighting lighting = new Lighting(PrincipalAxes.of(covariance));
    RandomGenerator random = new SplittableRandom(3);
    int n = 20_000;
    double[] mean = new double[3];
    double[] square = new double[3];
    for (int i = 0; i < n; i++) {
      float[] drawn = lighting.draw(random);
      for (int axis = 0; axis < 3; axis++) {
        double along = 0;
        for (int channel = 0; channel < 3; channel++) {
          along += drawn[channel] * lighting.axes().vectors()[axis][channel];
        }
        mean[axis] += along / n;
        square[axis] += along * along / n;
      }
    }
    double[] values = {9, 6, 3};
    for (int axis = 0; axis < 3; axis++) {
      double deviation = 0.1 * values[axis];
      // Five standard errors: 1/√n of the deviation for the mean, 1/√2n for the deviation.
      assertThat(mean[axis]).isCloseTo(0, within(5 * deviation / Math.sqrt(n)));
      assertThat(Math.sqrt(square[axis]))
          .isCloseTo(deviation, within(5 * deviation / Math.sqrt(2.0 * n)));
    }
  }

  private static final Preprocess TWO_PIXELS =
      new Preprocess(0, 1, 2, List.of(0.5f, 0.25f, 0f), List.of(0.5f, 0.25f, 2f));

  @Test
  void theLightIsAddedBeforeTheMeanIsTakenAway() {
    Pixels image = new Pixels(3, 1, 2, new byte[] {0, 51, 102, (byte) 153, (byte) 204, -1});
    assertThat(lit(image, Framing.centerCrop(1, 2, TWO_PIXELS)))
        .containsExactly(
            new float[] {-0.8f, -0.4f, -0.2f, 0.6f, 1.9f, 2f}, within(1e-6f)); // by hand
  }

  @Test
  void theBorderIsLitAsThePictureIs() {
    Pixels image = new Pixels(3, 1, 1, new byte[3]);
    Framing border =
        new Framing(new Framing.Box(0, 0, 1, 1), 1, 1, new Framing.Box(0, 0, 1, 2), false);
    assertThat(lit(image, border))
        .containsExactly(new float[] {-0.8f, -0.8f, -1.8f, -1.8f, 1.5f, 1.5f}, within(1e-6f));
  }

  private static float[] lit(Pixels image, Framing framing) {
    Tensor into = Tensor.zeros(3, 1, 2);
    float[] light = {0.1f, -0.2f, 3f};
    new ImageTransform(TWO_PIXELS).render(image, framing, light, into, new Resampler());
    return into.toArray();
  }

  @TempDir private Path root;

  @Test
  void theSameForAnyNumberOfThreadsAndAnotherForEachEpoch() throws IOException {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      samples.add(new Sample(Drawings.png(root.resolve(i + ".png"), 70, 80, i), 0));
    }
    Lighting lighting = lighting(samples, 0);
    assertThat(lighting.axes().values()).containsExactly(lighting(samples, 3).axes().values());
    assertThat(lighting.axes().values()[0]).isPositive();
    Preprocess preprocess = new Preprocess(66, 64, 64, List.of(0f, 0f, 0f), List.of(1f, 1f, 1f));
    ImageTransform transform = new ImageTransform(preprocess, Augmentation.ALEXNET, lighting, null);
    float[] first = batch(samples, transform, 0, 0);
    assertThat(batch(samples, transform, 3, 0)).containsExactly(first);
    assertThat(batch(samples, transform, 0, 1)).isNotEqualTo(first);
  }

  private static Lighting lighting(List<Sample> samples, int threads) throws IOException {
    DataSet data = new DataSet(List.of("one"), samples, List.of());
    ImageStore store = new ImageStore(3, 0, ImageLimits.DEFAULT);
    return Objects.requireNonNull(DataCheck.run(data, store, threads, true, _ -> {}).lighting());
  }

  private static float[] batch(
      List<Sample> samples, ImageTransform transform, int threads, int epoch) throws IOException {
    Tensor images = Tensor.zeros(9, 3, 64, 64);
    DataLoader.Options options = new DataLoader.Options(9, false, 5, threads);
    ImageStore store = new ImageStore(3, 0, ImageLimits.DEFAULT);
    try (DataLoader loader = new DataLoader(samples, store, transform, options)) {
      loader.start(epoch, 0);
      loader.next(images, new int[9]);
    }
    return images.toArray();
  }
}
