package convnet.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The panels of the matrix of all windows, against the matrix's definition. */
class PatchesTest {
  private static final int ROWS = 3;
  private static final int COLUMNS = 5;
  private static final int IMAGES = 3;
  private static final int IMAGE_STRIDE = 400;
  private static final int OFFSET = 7;
  private static final int ROW_STEP = 40;
  private static final int[] TAPS = {0, 1, 2, 40, 41, 42, 81, 121, 122, 160};

  /** Every element of the image is its own position, so that a wrong one shows where it is from. */
  private static Patches patches(int columnStep) {
    float[] image = new float[OFFSET + IMAGES * IMAGE_STRIDE];
    for (int i = 0; i < image.length; i++) {
      image[i] = i;
    }
    return new Patches(image, OFFSET, IMAGE_STRIDE, ROWS, COLUMNS, ROW_STEP, columnStep, TAPS);
  }

  private static float element(int columnStep, int pixel, int tap) {
    int image = pixel / (ROWS * COLUMNS);
    int row = pixel % (ROWS * COLUMNS) / COLUMNS;
    int column = pixel % COLUMNS;
    return OFFSET + image * IMAGE_STRIDE + row * ROW_STEP + column * columnStep + TAPS[tap];
  }

  @ParameterizedTest
  @CsvSource({"1, 4", "1, 32", "2, 4", "3, 16", "3, 7"})
  void tapsByPixels(int columnStep, int width) {
    for (Kernels kernels : new Kernels[] {new VectorKernels(), new ScalarKernels()}) {
      try (Compute compute = Compute.create(kernels, 2)) {
        tapsByPixels(columnStep, width, compute);
      }
    }
  }

  private static void tapsByPixels(int columnStep, int width, Compute compute) {
    Gemm.PanelSource source = patches(columnStep).tapsByPixels(compute);
    int room = compute.kernels().tileColumns(); // may be written behind the panels
    int total = IMAGES * ROWS * COLUMNS;
    for (int first : new int[] {0, 1, 4, 14, 16, 44}) {
      for (int count : new int[] {1, 3, 4, 5, 16, 29, 45}) {
        if (first + count > total) {
          continue;
        }
        float[] panels = nans(4 * Math.ceilDiv(count, width) * width + room + 1);
        source.pack(0, 5, 4, first, count, width, panels, 1);
        for (int j = 0; j < Math.ceilDiv(count, width) * width; j++) {
          for (int k = 0; k < 4; k++) {
            assertThat(panels[(j / width * 4 + k) * width + j % width])
                .as("tap %d of pixel %d", 5 + k, first + j)
                .isEqualTo(j < count ? element(columnStep, first + j, 5 + k) : 0);
          }
        }
        assertThat(panels[panels.length - 1]).isNaN();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 4", "2, 4", "3, 16", "1, 7"})
  void pixelsByTaps(int columnStep, int width) {
    Gemm.PanelSource source = patches(columnStep).pixelsByTaps();
    int count = 9;
    int first = 4;
    for (int image = 0; image < IMAGES; image++) {
      float[] panels = nans(count * Math.ceilDiv(8, width) * width + 1);
      source.pack(image, first, count, 2, 8, width, panels, 0);
      for (int j = 0; j < Math.ceilDiv(8, width) * width; j++) {
        for (int k = 0; k < count; k++) {
          int pixel = image * ROWS * COLUMNS + first + k;
          assertThat(panels[(j / width * count + k) * width + j % width])
              .isEqualTo(j < 8 ? element(columnStep, pixel, 2 + j) : 0);
        }
      }
      assertThat(panels[panels.length - 1]).isNaN();
    }
  }

  @Test
  void anotherGroupLiesFurtherOn() {
    float[] panels = new float[1];
    patches(1).shiftedBy(13).pixelsByTaps().pack(1, 2, 1, 3, 1, 1, panels, 0);
    assertThat(panels[0]).isEqualTo(element(1, ROWS * COLUMNS + 2, 3) + 13);
  }

  private static float[] nans(int n) {
    float[] values = new float[n];
    Arrays.fill(values, Float.NaN);
    return values;
  }
}
