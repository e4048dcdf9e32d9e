package convnet.kernel;

/**
 * The inner loops of max pooling with indices: of equal values the first is the maximum, and NaN
 * exceeds everything. All implementations give the same bits.
 */
public interface PoolingKernels {

  /**
   * One tap of max pooling for a row of windows: where {@code src[srcOffset + i·stride]} is larger
   * than {@code max[i]}, or NaN, it replaces it, and {@code index + i·stride} replaces {@code
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
   * A row of max pooling where all windows lie inside the image: {@code dst[i]} is the maximum of
   * {@code src[srcOffset + r·srcRow + i·stride + c]} over {@code r < rows} and {@code c < columns},
   * the first of equal values and the last NaN, and {@code indices[i]} its index, {@code index +
   * r·srcRow + i·stride + c}.
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
   * Max pooling of a plane of {@code 2rows} × {@code 2width} pixels with windows of 2 × 2 and
   * stride 2: {@code dst[y·width + x]} is the maximum of {@code src[srcOffset + at]}, where {@code
   * at = 2y · 2width + 2x}, its right neighbour and the two pixels below these; {@code
   * indices[y·width + x]} is its index, {@code index + at} for the first of the four.
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
