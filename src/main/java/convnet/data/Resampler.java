package convnet.data;

import convnet.data.Framing.Box;
import java.util.Arrays;

/**
 * Scales parts of 8-bit images by antialiased bilinear interpolation to PIL's bits: first along the
 * rows, rounded to 8 bits, then along the columns. Holds the memory in between, so each thread
 * needs one of its own.
 */
final class Resampler {
  private static final int HALF = 1 << (BilinearWeights.PRECISION - 1);

  private byte[] rows = {};
  private byte[] scaled = {};
  private int[] sums = {};

  /**
   * Samples that lie in an array: row {@code y} of a channel begins at {@code first + channel ·
   * plane + y · stride}.
   */
  record View(byte[] samples, int first, int stride, int plane) {}

  /**
   * Scales a box of an image and gives the part of the result that lies in {@code visible}, which
   * must not reach beyond it. The view may be of memory that the next call overwrites.
   */
  View scale(Pixels source, Box box, int scaledHeight, int scaledWidth, Box visible) {
    if (box.height() == scaledHeight && box.width() == scaledWidth) {
      int first = (box.top() + visible.top()) * source.width() + box.left() + visible.left();
      return new View(source.samples(), first, source.width(), source.height() * source.width());
    }
    var across = BilinearWeights.of(box.width(), scaledWidth, visible.left(), visible.width());
    var down = BilinearWeights.of(box.height(), scaledHeight, visible.top(), visible.height());
    int firstRow = down.first()[0];
    int rowCount = down.end() - firstRow;
    int plane = visible.height() * visible.width();
    rows = atLeast(rows, rowCount * visible.width());
    scaled = atLeast(scaled, source.channels() * plane);
    sums = sums.length < visible.width() ? new int[visible.width()] : sums;
    for (int channel = 0; channel < source.channels(); channel++) {
      int corner = (channel * source.height() + box.top() + firstRow) * source.width() + box.left();
      scaleRows(source.samples(), corner, source.width(), rowCount, across);
      scaleColumns(firstRow, down, channel * plane, visible.width());
    }
    return new View(scaled, 0, visible.width(), plane);
  }

  private void scaleRows(byte[] source, int corner, int stride, int count, BilinearWeights to) {
    int width = to.size();
    int[] weights = to.weights();
    for (int row = 0; row < count; row++) {
      for (int x = 0; x < width; x++) {
        int from = corner + row * stride + to.first()[x];
        int weight = x * to.taps();
        int sum = HALF;
        for (int t = 0; t < to.count()[x]; t++) {
          sum += weights[weight + t] * (source[from + t] & 0xFF);
        }
        rows[row * width + x] = rounded(sum);
      }
    }
  }

  private void scaleColumns(int firstRow, BilinearWeights to, int corner, int width) {
    for (int y = 0; y < to.size(); y++) {
      Arrays.fill(sums, 0, width, HALF);
      for (int t = 0; t < to.count()[y]; t++) {
        int weight = to.weights()[y * to.taps() + t];
        int from = (to.first()[y] - firstRow + t) * width;
        for (int x = 0; x < width; x++) {
          sums[x] += weight * (rows[from + x] & 0xFF);
        }
      }
      for (int x = 0; x < width; x++) {
        scaled[corner + y * width + x] = rounded(sums[x]);
      }
    }
  }

  /** Rounded weights of very many samples may add up to a little more than one. */
  private static byte rounded(int sum) {
    return (byte) Math.min(sum >> BilinearWeights.PRECISION, 255);
  }

  private static byte[] atLeast(byte[] buffer, int size) {
    return buffer.length < size ? new byte[size] : buffer;
  }
}
