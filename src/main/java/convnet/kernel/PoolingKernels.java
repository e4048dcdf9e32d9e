package convnet.kernel;

/**
 * The inner loops of max pooling that remembers where the maxima stood: of equals the first, and
 * NaN takes the place of everything. All implementations give the same bits.
 */
public interface PoolingKernels {

  /**
   * One tap of max pooling for a row of windows: where {@code src[srcOffset + i·stride]} is larger
   * than {@code max[i]}, or NaN, it takes its place, and {@code index + i·stride} that of {@code
   * indices[i]}.
   */
  void takeLarger(
      int n,
      float[] src,
      int srcOffset,
      int stride,
      int index,
      float[] max,
      int maxOffset,
      int[] indices,
      int indicesOffset);

  /**
   * A row of max pooling where all windows lie inside the image: {@code dst[i]} is the largest of
   * {@code src[srcOffset + r·srcRow + i·stride + c]} over {@code r < rows} and {@code c < columns},
   * the first of equals and the last NaN, and {@code indices[i]} its place, {@code index + r·srcRow
   * + i·stride + c}.
   */
  void largest(
      int n,
      int rows,
      int columns,
      float[] src,
      int srcOffset,
      int srcRow,
      int stride,
      int index,
      float[] dst,
      int dstOffset,
      int[] indices,
      int indicesOffset);

  /**
   * Max pooling of windows of 2 × 2 side by side, {@code rows · width} of them that cover a plane
   * of as many pixels as fit twice into each axis: {@code dst[y·width + x]} is the largest of
   * {@code src[srcOffset + at]} and the one to its right and the two below, where {@code at = 2y ·
   * 2width + 2x}; and {@code indices} its place, {@code index + at} and on.
   */
  void largestOfFour(
      int rows,
      int width,
      float[] src,
      int srcOffset,
      int index,
      float[] dst,
      int dstOffset,
      int[] indices,
      int indicesOffset);
}
