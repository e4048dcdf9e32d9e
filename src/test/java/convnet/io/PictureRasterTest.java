package convnet.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureRasterTest {
  private static final float INFINITY = Float.POSITIVE_INFINITY;

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 5, 8, 11})
  void countsWhatIsNoNumberWhereverItStands(int width) {
    for (int at = 0; at < width; at++) {
      float[] row = new float[width];
      row[at] = Float.NaN;
      assertThat(notNumbers(row)).isEqualTo(1);
      row[width - 1] = Float.NaN;
      assertThat(notNumbers(row)).isEqualTo(at == width - 1 ? 1 : 2);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 7})
  void infinitiesAreNumbersThoughTheirSumIsNone(int width) {
    float[] row = new float[width];
    row[1] = INFINITY;
    row[2] = -INFINITY;
    assertThat(notNumbers(row)).isZero();
    row[3] = Float.NaN;
    assertThat(notNumbers(row)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 5, 11})
  void everySampleComesToItsPlace(int width) {
    float[] rows = new float[3 * 2 * width];
    byte[] expected = new byte[rows.length];
    for (int i = 0; i < rows.length; i++) {
      int plane = i / (2 * width);
      int sample = 7 * i % 256;
      rows[i] = sample / 255f;
      expected[i % (2 * width) * 3 + plane] = (byte) sample;
    }
    PictureRaster raster = new PictureRaster(width, 2, 3, 3, 8, false);
    raster.write(0, 2, rows, 0, 2 * width);
    assertThat(((RasterSamples.Bytes) raster.samples()).values()).isEqualTo(expected);
  }

  private static long notNumbers(float[] row) {
    PictureRaster raster = new PictureRaster(row.length, 1, 1, 1, 8, false);
    raster.write(0, 1, row, 0, row.length);
    return raster.notNumbers();
  }
}
