package convnet.op.filter;

import convnet.kernel.FilterKernels;
import convnet.kernel.Scratch;
import convnet.kernel.Scratch.Purpose;
import convnet.op.ConvolutionParameters;
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

  /** From here on, sums of products may be infinite. */
  private static final float IMMODERATE = 0x1p64f;

  /** So much more than in the palest row, a number may be without spoiling it: see there. */
  private static final float RANGE = 0x1p10f;

  /** What the numbers of a band are like: it says which ways of filtering they bear. */
  enum Numbers {
    /** Of one order in all rows, so that a transform rounds none of them away. */
    LEVEL,
    /** Finite, as sums of products of them are. */
    MODERATE,
    /** Infinite, not numbers, or nearly so. */
    WILD
  }

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
   * @return what the numbers are like; rows of zeros do not count
   */
  Numbers read(
      PlaneSource src,
      int plane,
      int channels,
      int row0,
      int outputRows,
      float[] dst,
      float[] row,
      FilterKernels kernels) {
    float highest = 0;
    float palest = Float.POSITIVE_INFINITY;
    boolean moderate = true;
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
        float peak = kernels.peak(rowPitch(), dst, to);
        moderate &= peak < IMMODERATE;
        highest = Math.max(highest, peak);
        palest = peak > 0 ? Math.min(palest, peak) : palest;
      }
    }
    if (!moderate) {
      return Numbers.WILD;
    }
    return highest <= RANGE * palest ? Numbers.LEVEL : Numbers.MODERATE;
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
