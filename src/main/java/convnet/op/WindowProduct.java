package convnet.op;

import static convnet.kernel.Multiples.roundUp;

import convnet.kernel.Compute;
import convnet.kernel.Kernels;
import convnet.kernel.Scratch.Purpose;
import java.util.Arrays;

/**
 * The product of windows and filters, {@code (pixels × taps) · (taps × filters)}, where windows are
 * read in place: each is some runs of a channels-last image.
 *
 * @param image the image that the windows are on
 * @param rows windows one below the other in an image
 * @param columns windows side by side
 * @param first where the first window begins
 * @param rowStep the distance from a window to the one below
 * @param columnStep the distance from a window to its right neighbour
 * @param parts the number of runs of taps in a window
 * @param partStep the distance from a run to the next
 * @param length the length of a run
 */
record WindowProduct(
    ChannelsLast image,
    int rows,
    int columns,
    int first,
    int rowStep,
    int columnStep,
    int parts,
    int partStep,
    int length) {

  /** Floats of the result that a thread works on at a time: with the windows, half of L2. */
  private static final int BLOCK = 48 * 1024;

  private static final int LEAST_PIXELS = 48;
  private static final int MOST_PIXELS = 240;

  /** Taps that a tile's sums run over at a time: their filters stay in L1. */
  private static final int TAPS = 256;

  /** If a window's runs are shorter, they are all summed together. */
  private static final int SHORT = 64;

  /** Receives the results of some pixels. */
  @FunctionalInterface
  interface Sink {
    /** Filter {@code f} at pixel {@code pixel0 + i} is at {@code i · stride + f} of the block. */
    void accept(int pixel0, int pixels, float[] block, int stride);
  }

  /**
   * Computes the product.
   *
   * @param filters in panels of {@code width}, the columns of a matrix product's tile: tap {@code
   *     t} of filter {@code j} of panel q at {@code (q · taps + t) · width + j}
   * @param panels the number of panels
   */
  void run(int images, float[] filters, int panels, Sink sink, Compute compute) {
    Kernels kernels = compute.kernels();
    int width = kernels.tileColumns();
    int stride = panels * width;
    boolean together = length < SHORT;
    int tileRows = kernels.windowRows(together ? parts : 1);
    int all = images * rows * columns;
    int most = Math.clamp(BLOCK / stride, LEAST_PIXELS, MOST_PIXELS);
    // A multiple of the number of threads, so that all get equally many.
    int blocks = roundUp(Math.ceilDiv(all, most), compute.parallel().threads());
    int wanted = roundUp(Math.ceilDiv(all, blocks), tileRows);
    compute
        .parallel()
        .run(
            Math.ceilDiv(all, wanted),
            (part, worker) -> {
              int pixel0 = part * wanted;
              int pixels = Math.min(wanted, all - pixel0);
              int[] starts = compute.scratch().ints(Purpose.STARTS, worker, wanted);
              locate(pixel0, pixels, starts);
              int size = (wanted + tileRows) * stride;
              float[] block = compute.scratch().floats(Purpose.BLOCK, worker, size);
              Arrays.fill(block, 0, pixels * stride, 0);
              for (int run = 0; run < (together ? 1 : parts); run++) {
                for (int tap = 0; tap < length; tap += TAPS) {
                  int count = Math.min(TAPS, length - tap);
                  int shift = run * partStep + tap;
                  for (int panel = 0; panel < panels; panel++) {
                    int filter = ((panel * parts + run) * length + tap) * width;
                    for (int i = 0; i < pixels; i += tileRows) {
                      kernels.windowTile(
                          Math.min(tileRows, pixels - i),
                          starts,
                          i,
                          shift,
                          together ? parts : 1,
                          partStep,
                          count,
                          image.data(),
                          filters,
                          filter,
                          block,
                          i * stride + panel * width,
                          stride);
                    }
                  }
                }
              }
              sink.accept(pixel0, pixels, block, stride);
            });
  }

  /** Computes where some windows begin. */
  private void locate(int pixel0, int pixels, int[] starts) {
    for (int i = 0; i < pixels; i++) {
      int pixel = pixel0 + i;
      int row = pixel / columns;
      starts[i] =
          first
              + row / rows * image.imageSize()
              + row % rows * rowStep
              + pixel % columns * columnStep;
    }
  }
}
