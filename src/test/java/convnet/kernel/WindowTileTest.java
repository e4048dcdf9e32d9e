package convnet.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tile of a product whose rows are windows of an image. */
class WindowTileTest {
  private final Random random = new Random(5);

  /** A window's rows are those of a plain product, gathered; so its bits are the same. */
  @ParameterizedTest
  @MethodSource("convnet.kernel.KernelsTest#implementations")
  void windowTileIsAProductOfGatheredRows(Kernels kernels) {
    int width = kernels.tileColumns();
    int[] starts = {99, 3, 0, 17, 4, 5, 40, 1, 2};
    int shift = 2;
    for (int parts : new int[] {0, 1, 3}) {
      for (int rows = 1; rows <= kernels.windowRows(parts); rows++) {
        for (int k : new int[] {1, 2, 7, 55}) {
          int partStep = k + rows % 3;
          int most = 0;
          for (int i = 0; i < rows; i++) {
            most = Math.max(most, starts[1 + i]);
          }
          float[] image = uniform(shift + most + Math.max(0, parts - 1) * partStep + k);
          float[] gathered = new float[rows * parts * k];
          for (int i = 0; i < gathered.length; i++) {
            int p = i % (parts * k);
            int start = shift + starts[1 + i / (parts * k)];
            gathered[i] = image[start + p / k * partStep + p % k];
          }
          float[] b = uniform(1 + parts * k * width);
          float[] expected = uniform(kernels.tileRows() * width);
          float[] c = expected.clone();

          kernels.windowTile(rows, starts, 1, shift, parts, partStep, k, image, b, 1, c, 0, width);

          kernels.gemmTile(rows, parts * k, gathered, 0, parts * k, b, 1, expected, 0, width);
          assertThat(Arrays.copyOf(c, rows * width))
              .as("%d rows of %d times %d", rows, parts, k)
              .isEqualTo(Arrays.copyOf(expected, rows * width));
        }
      }
    }
  }

  private float[] uniform(int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }
}
