package convnet.op.filter;

import convnet.kernel.Scratch;
import convnet.kernel.Scratch.Purpose;
import convnet.op.ConvolutionParameters;
import convnet.op.Size;
import convnet.op.WindowArithmetic;
import convnet.tensor.PlaneSource;
import java.util.Arrays;

/**
 * How the rows of an image that a band of the output reads lie in memory: with their padding, and
 * with the columns of a stride together, so that what neighbouring pixels of the output read is
 * neighbouring too. Row {@code y} begins at {@code y·rowPitch}; padded column {@code x} is at
 * {@code x % stride · phasePitch + x / stride} in it.
 *
 * @param parameters of the filter
 * @param height of the image without padding
 * @param width of the image without padding
 */
record BandLayout(ConvolutionParameters parameters, int height, int width) {

  /** Columns with their padding. */
  private int paddedWidth() {
    return parameters.padding().left() + width + parameters.padding().right();
  }

  /** From the columns that leave one remainder by the stride to those that leave the next. */
  int phasePitch() {
    return Math.ceilDiv(paddedWidth(), parameters.stride().width());
  }

  /** From a row to the next. */
  int rowPitch() {
    return phasePitch() * parameters.stride().width();
  }

  /** From what a row of the output reads to what the next one reads. */
  int step() {
    return parameters.stride().height() * rowPitch();
  }

  /** In which part of a row a tap's pixels are. */
  int phase(int tapColumn) {
    return tapColumn * parameters.dilation().width() % parameters.stride().width();
  }

  /** Where in its part of a row the first pixel's tap is. */
  int column(int tapColumn) {
    return tapColumn * parameters.dilation().width() / parameters.stride().width();
  }

  /** Where a tap's pixel is, from the first tap's. */
  int offset(int tapRow, int tapColumn) {
    return tapRow * parameters.dilation().height() * rowPitch()
        + phase(tapColumn) * phasePitch()
        + column(tapColumn);
  }

  /** How many rows so many rows of output read. */
  int rows(int outputRows) {
    return (outputRows - 1) * parameters.stride().height()
        + Math.toIntExact(
            WindowArithmetic.extent(parameters.kernel().height(), parameters.dilation().height()));
  }

  /** How many rows and columns a pixel of the output reads, gaps included. */
  Size window() {
    ConvolutionParameters p = parameters;
    return Size.of(
        (p.kernel().height() - 1) * p.dilation().height() + 1,
        (p.kernel().width() - 1) * p.dilation().width() + 1);
  }

  /** A worker's memory for what so many rows of output read. */
  float[] room(int outputRows, Scratch scratch, int worker) {
    return scratch.floats(Purpose.BAND, worker, (long) rows(outputRows) * rowPitch());
  }

  /**
   * Reads what the rows of output from {@code row0} on need.
   *
   * @param plane the channel
   * @param channels how many channels from {@code plane} on are added up
   * @param outputRows how many rows of output there are
   * @param dst room for {@code rows(outputRows)} rows
   * @param row room for two padded rows
   * @param peaks sees all rows, unless the plane's numbers are known to be level
   */
  void read(
      PlaneSource src,
      int plane,
      int channels,
      int row0,
      int outputRows,
      float[] dst,
      float[] row,
      BandPeaks peaks) {
    boolean direct = parameters.stride().width() == 1;
    for (int y = 0; y < rows(outputRows); y++) {
      int position = row0 * parameters.stride().height() + y - parameters.padding().top();
      int from = parameters.paddingMode().source(position, height);
      int to = y * rowPitch();
      if (from < 0) {
        Arrays.fill(dst, to, to + rowPitch(), 0);
      } else if (direct) {
        readRow(src, plane, channels, from, dst, to, row);
      } else {
        readRow(src, plane, channels, from, row, 0, row);
        sortByPhase(row, dst, to);
      }
      if (!src.isUnit()) {
        peaks.add(rowPitch(), dst, to);
      }
    }
  }

  /**
   * Reads one row and pads it; the channels beyond the first pass through the end of {@code row}.
   */
  private void readRow(
      PlaneSource src, int plane, int channels, int y, float[] dst, int to, float[] row) {
    int first = to + parameters.padding().left();
    src.read(plane, y, dst, first);
    for (int c = 1; c < channels; c++) {
      int other = row.length - width;
      src.read(plane + c, y, row, other);
      for (int x = 0; x < width; x++) {
        dst[first + x] += row[other + x];
      }
    }
    for (int x = -parameters.padding().left(); x < 0; x++) {
      dst[first + x] = padding(dst, first, x);
    }
    for (int x = width; x < width + parameters.padding().right(); x++) {
      dst[first + x] = padding(dst, first, x);
    }
  }

  private float padding(float[] row, int first, int x) {
    int from = parameters.paddingMode().source(x, width);
    return from < 0 ? 0 : row[first + from];
  }

  /** Sorts the columns by their remainder by the stride; a zero fills what one part has less. */
  private void sortByPhase(float[] row, float[] dst, int to) {
    int stride = parameters.stride().width();
    for (int i = 0; i < rowPitch(); i++) {
      int x = i % phasePitch() * stride + i / phasePitch();
      dst[to + i] = x < paddedWidth() ? row[x] : 0;
    }
  }
}
