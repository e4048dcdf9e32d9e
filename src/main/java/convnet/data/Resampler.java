package convnet.data;

import convnet.data.Framing.Box;
import java.util.Arrays;

/**
 * Scales parts of 8-bit images by antialiased bilinear interpolation, with the same bits as PIL:
 * first along the rows, rounded to 8 bits, then along the columns. Holds scratch memory, so each
 * thread needs one of its own.
 */
final class Resampler {
  private static final int HALF = 1 << (BilinearWeights.PRECISION - 1);

  private byte[] rows = {};
  private byte[] scaled = {};
  private int[] sums = {};

  /**
   * Planes of samples within an array: row {@code y} of a channel begins at {@code first + channel
   * · plane + y · stride}.
   */
  record View(byte[] samples, int first, int stride, int plane) {}

  /**
   * Scales a box of an image and returns the part of the result in {@code visible}, which must lie
   * within the scaled box. The view may be of memory that the next call overwrites.
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

  /**
   * Scales four rows at a time: each weight serves four samples, and the four sums do not wait for
   * each other.
   */
  private void scaleRows(byte[] source, int corner, int stride, int count, BilinearWeights to) {
    byte[] scaled = rows;
    int[] first = to.first();
    int[] counts = to.count();
    int[] weights = to.weights();
    int width = first.length;
    int row = 0;
    for (; row + 4 <= count; row += 4) {
      int line = corner + row * stride;
      int out = row * width;
      for (int x = 0; x < width; x++) {
        int weight = x * to.taps();
        int from = line + first[x];
        int sum0 = HALF;
        int sum1 = HALF;
        int sum2 = HALF;
        int sum3 = HALF;
        for (int t = 0; t < counts[x]; t++) {
          int w = weights[weight + t];
          sum0 += w * (source[from + t] & 0xFF);
          sum1 += w * (source[from + stride + t] & 0xFF);
          sum2 += w * (source[from + 2 * stride + t] & 0xFF);
          sum3 += w * (source[from + 3 * stride + t] & 0xFF);
        }
        scaled[out + x] = rounded(sum0);
        scaled[out + width + x] = rounded(sum1);
        scaled[out + 2 * width + x] = rounded(sum2);
        scaled[out + 3 * width + x] = rounded(sum3);
      }
    }
    for (; row < count; row++) {
      for (int x = 0; x < width; x++) {
        int weight = x * to.taps();
        int from = corner + row * stride + first[x];
        int sum = HALF;
        for (int t = 0; t < counts[x]; t++) {
          sum += weights[weight + t] * (source[from + t] & 0xFF);
        }
        scaled[row * width + x] = rounded(sum);
      }
    }
  }

  private void scaleColumns(int firstRow, BilinearWeights to, int corner, int width) {
    int[] lineSums = sums;
    for (int y = 0; y < to.size(); y++) {
      Arrays.fill(lineSums, 0, width, HALF);
      for (int t = 0; t < to.count()[y]; t++) {
        int weight = to.weights()[y * to.taps() + t];
        addLine(rows, (to.first()[y] - firstRow + t) * width, weight, lineSums, width);
      }
      round(lineSums, scaled, corner + y * width, width);
    }
  }

  private static void addLine(byte[] samples, int from, int weight, int[] sums, int width) {
    for (int x = 0; x < width; x++) {
      sums[x] += weight * (samples[from + x] & 0xFF);
    }
  }

  private static void round(int[] sums, byte[] samples, int to, int width) {
    for (int x = 0; x < width; x++) {
      samples[to + x] = rounded(sums[x]);
    }
  }

  /**
   * Drops the fraction and clamps: rounded weights of very many samples may add up to more than
   * one.
   */
  private static byte rounded(int sum) {
    return (byte) Math.min(sum >> BilinearWeights.PRECISION, 255);
  }

  private static byte[] atLeast(byte[] buffer, int size) {
    return buffer.length < size ? new byte[size] : buffer;
  }
}
