package convnet.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The panels of the matrix of all windows, against the matrix's definition. */
class Im2colMatrixTest {
  private static final int ROWS = 3;
  private static final int COLUMNS = 5;
  private static final int IMAGES = 3;
  private static final int IMAGE_STRIDE = 400;
  private static final int OFFSET = 7;
  private static final int ROW_STEP = 40;
  private static final int[] TAPS = {0, 1, 2, 40, 41, 42, 81, 121, 122, 160};

  /** Every element of the image is its own position, so that a wrong one shows where it is from. */
  private static Im2colMatrix patches() {
    float[] image = new float[OFFSET + IMAGES * IMAGE_STRIDE];
    for (int i = 0; i < image.length; i++) {
      image[i] = i;
    }
    return new Im2colMatrix(image, OFFSET, IMAGE_STRIDE, ROWS, COLUMNS, ROW_STEP, TAPS);
  }

  private static float element(int pixel, int tap) {
    int image = pixel / (ROWS * COLUMNS);
    int row = pixel % (ROWS * COLUMNS) / COLUMNS;
    int column = pixel % COLUMNS;
    return OFFSET + image * IMAGE_STRIDE + row * ROW_STEP + column + TAPS[tap];
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 7, 16, 32})
  void tapsByPixels(int width) {
    for (Kernels kernels :
        new Kernels[] {new VectorKernels(), new LoopKernels(), new ScalarKernels()}) {
      try (Compute compute = Compute.create(kernels, 2)) {
        tapsByPixels(width, compute);
      }
    }
  }

  private static void tapsByPixels(int width, Compute compute) {
    Gemm.PanelSource source = patches().tapsByPixels(compute);
    int room = compute.kernels().tileColumns(); // may be written behind the panels
    int total = IMAGES * ROWS * COLUMNS;
    for (int first : new int[] {0, 1, 4, 14, 16, 44}) {
      for (int count : new int[] {1, 3, 4, 5, 16, 29, 45}) {
        if (first + count > total) {
          continue;
        }
        float[] panels = nans(4 * Math.ceilDiv(count, width) * width + room + 1);
        source.pack(5, 4, first, count, width, panels, 1);
        for (int j = 0; j < Math.ceilDiv(count, width) * width; j++) {
          for (int k = 0; k < 4; k++) {
            assertThat(panels[(j / width * 4 + k) * width + j % width])
                .as("tap %d of pixel %d", 5 + k, first + j)
                .isEqualTo(j < count ? element(first + j, 5 + k) : 0);
          }
        }
        assertThat(panels[panels.length - 1]).isNaN();
      }
    }
  }

  @Test
  void anotherGroupLiesFurtherOn() {
    assertThat(patches().shiftedBy(13).start(ROWS * COLUMNS + 2))
        .isEqualTo(patches().start(ROWS * COLUMNS + 2) + 13);
  }

  private static float[] nans(int n) {
    float[] values = new float[n];
    Arrays.fill(values, Float.NaN);
    return values;
  }
}
