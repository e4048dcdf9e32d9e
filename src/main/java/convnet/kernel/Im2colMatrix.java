package convnet.kernel;

import convnet.kernel.Scratch.Purpose;
import java.util.Arrays;

/**
 * The im2col matrix of a batch of images, which is never stored. Its rows are the taps of a filter,
 * its columns the output pixels of the whole batch; element (t, pixel) is {@code image[start(pixel)
 * + taps[t]]}. The images include their padding, so every window lies inside; and they are laid out
 * such that horizontally neighbouring windows begin at neighbouring elements, whatever the stride.
 *
 * @param image the padded images
 * @param offset where the first window begins
 * @param imageStride the distance from one image to the next
 * @param rows the output's height
 * @param columns the output's width
 * @param rowStep the distance from a window to the one below
 * @param taps the offsets of the taps from the window's start; may have unused elements at its end
 */
public record Im2colMatrix(
    float[] image, int offset, int imageStride, int rows, int columns, int rowStep, int[] taps) {

  /** The same matrix of images that begin {@code elements} further on: another group's channels. */
  public Im2colMatrix shiftedBy(int elements) {
    return new Im2colMatrix(image, offset + elements, imageStride, rows, columns, rowStep, taps);
  }

  /**
   * Where in {@code image} the window of an output pixel begins; pixels are numbered row by row,
   * image after image.
   */
  public int start(int pixel) {
    int inImage = pixel % (rows * columns);
    return offset
        + pixel / (rows * columns) * imageStride
        + inImage / columns * rowStep
        + inImage % columns;
  }

  /** This matrix as the right-hand side of a product, with k running over the taps. */
  public Gemm.PanelSource tapsByPixels(Compute compute) {
    return (k0, kCount, pixel0, pixels, width, panels, worker) ->
        pack(compute, k0, kCount, pixel0, pixels, width, panels, worker);
  }

  /** Neighbouring output pixels read neighbouring elements, so each output row is one run. */
  private void pack(
      Compute compute,
      int k0,
      int kCount,
      int pixel0,
      int pixels,
      int width,
      float[] panels,
      int worker) {
    Kernels kernels = compute.kernels();
    int[] runs = compute.scratch().ints(Purpose.STARTS, worker, 2L * width);
    for (int j0 = 0; j0 < pixels; j0 += width) {
      int used = Math.min(width, pixels - j0);
      int count = 0;
      for (int j = 0; j < used; count++) {
        int pixel = pixel0 + j0 + j;
        int length = Math.min(used - j, columns - pixel % columns);
        runs[2 * count] = start(pixel);
        runs[2 * count + 1] = length;
        j += length;
      }
      int to = j0 * kCount;
      for (int k = 0; k < kCount; k++, to += width) {
        int end = kernels.copyRuns(count, runs, taps[k0 + k], image, panels, to);
        Arrays.fill(panels, end, to + width, 0);
      }
    }
  }
}
