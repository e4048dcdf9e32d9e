package convnet.kernel;

import convnet.kernel.Scratch.Purpose;
import java.util.Arrays;

/**
 * The matrix of all windows of an image ("im2col"), which is never stored. Its rows are the taps of
 * a filter, its columns the pixels of the output over a whole batch; an element is {@code
 * image[start(pixel) + tap]}. The image carries its padding already, so every window is inside; and
 * it is laid out such that windows side by side begin side by side.
 *
 * @param image the padded images
 * @param offset where the first window begins
 * @param imageStride from an image to the next
 * @param rows the output's height
 * @param columns the output's width
 * @param rowStep from a window to the one below
 * @param taps where the taps are, from the window's start; may be longer than what is used
 */
public record Im2colMatrix(
    float[] image, int offset, int imageStride, int rows, int columns, int rowStep, int[] taps) {

  /**
   * The same windows of an image that lies so many elements further on: another group's channels.
   */
  public Im2colMatrix shiftedBy(int elements) {
    return new Im2colMatrix(image, offset + elements, imageStride, rows, columns, rowStep, taps);
  }

  /** Where the window of a pixel begins, counted along rows, image after image. */
  public int start(int pixel) {
    int inImage = pixel % (rows * columns);
    return offset
        + pixel / (rows * columns) * imageStride
        + inImage / columns * rowStep
        + inImage % columns;
  }

  /** This matrix as the right-hand side of a product: k runs over taps. */
  public Gemm.PanelSource tapsByPixels(Compute compute) {
    return (k0, kCount, pixel0, pixels, width, panels, worker) ->
        pack(compute, k0, kCount, pixel0, pixels, width, panels, worker);
  }

  /** Neighbouring pixels are neighbours in the image, so each row of the output is copied whole. */
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
