package convnet.io;

/**
 * Filters rows of a PNG, each with the filter whose output has the smallest sum of absolute values
 * as signed bytes: the heuristic that ISO/IEC 15948 recommends in section 12.8.
 */
final class PngRowFilter {
  /** The number of bytes from a sample to the same one of the next pixel. */
  private final int pixelBytes;

  private final int rowBytes;

  /** The output of each filter by its number: None, Sub, Up, Average, Paeth. */
  private final byte[][] outputs;

  PngRowFilter(int pixelBytes, int rowBytes) {
    this.pixelBytes = pixelBytes;
    this.rowBytes = rowBytes;
    this.outputs = new byte[5][rowBytes];
  }

  /**
   * Writes the number of the chosen filter and the filtered row.
   *
   * @param above the row above, of zeros for the first
   * @param dst receives {@code 1 + rowBytes} bytes from {@code at} on
   */
  void apply(byte[] row, byte[] above, byte[] dst, int at) {
    System.arraycopy(row, 0, outputs[0], 0, rowBytes);
    sub(row, outputs[1]);
    up(row, above, outputs[2]);
    average(row, above, outputs[3]);
    paeth(row, above, outputs[4]);
    int best = 0;
    int least = Integer.MAX_VALUE;
    for (int filter = 0; filter < outputs.length; filter++) {
      int sum = magnitude(outputs[filter]);
      if (sum < least) {
        best = filter;
        least = sum;
      }
    }
    dst[at] = (byte) best;
    System.arraycopy(outputs[best], 0, dst, at + 1, rowBytes);
  }

  private static int magnitude(byte[] bytes) {
    int sum = 0;
    for (byte value : bytes) {
      sum += Math.abs(value);
    }
    return sum;
  }

  private void sub(byte[] row, byte[] dst) {
    System.arraycopy(row, 0, dst, 0, pixelBytes);
    for (int i = pixelBytes; i < rowBytes; i++) {
      dst[i] = (byte) (row[i] - row[i - pixelBytes]);
    }
  }

  private void up(byte[] row, byte[] above, byte[] dst) {
    for (int i = 0; i < rowBytes; i++) {
      dst[i] = (byte) (row[i] - above[i]);
    }
  }

  private void average(byte[] row, byte[] above, byte[] dst) {
    for (int i = 0; i < pixelBytes; i++) {
      dst[i] = (byte) (row[i] - ((above[i] & 0xFF) >> 1));
    }
    for (int i = pixelBytes; i < rowBytes; i++) {
      dst[i] = (byte) (row[i] - ((row[i - pixelBytes] & 0xFF) + (above[i] & 0xFF) >> 1));
    }
  }

  private void paeth(byte[] row, byte[] above, byte[] dst) {
    for (int i = 0; i < pixelBytes; i++) {
      dst[i] = (byte) (row[i] - above[i]);
    }
    for (int i = pixelBytes; i < rowBytes; i++) {
      int left = row[i - pixelBytes] & 0xFF;
      int up = above[i] & 0xFF;
      int corner = above[i - pixelBytes] & 0xFF;
      // The distances of left + up − corner from each of the three.
      int fromLeft = Math.abs(up - corner);
      int fromUp = Math.abs(left - corner);
      int fromCorner = Math.abs(left + up - 2 * corner);
      int nearer = fromLeft <= fromUp ? left : up;
      dst[i] = (byte) (row[i] - (Math.min(fromLeft, fromUp) <= fromCorner ? nearer : corner));
    }
  }
}
