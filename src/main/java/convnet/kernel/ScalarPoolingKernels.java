package convnet.kernel;

/** Max pooling element by element. */
public final class ScalarPoolingKernels implements PoolingKernels {

  @Override
  public void takeLarger(
      int n,
      float[] src,
      int srcOffset,
      int stride,
      int index,
      float[] max,
      int maxOffset,
      int[] indices,
      int indicesOffset) {
    for (int i = 0; i < n; i++) {
      float value = src[srcOffset + i * stride];
      if (value > max[maxOffset + i] || Float.isNaN(value)) {
        max[maxOffset + i] = value;
        indices[indicesOffset + i] = index + i * stride;
      }
    }
  }

  @Override
  public void largest(
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
      int indicesOffset) {
    for (int i = 0; i < n; i++) {
      float max = Float.NEGATIVE_INFINITY;
      int place = i * stride;
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
          int at = r * srcRow + i * stride + c;
          float value = src[srcOffset + at];
          if (value > max || Float.isNaN(value)) {
            max = value;
            place = at;
          }
        }
      }
      dst[dstOffset + i] = max;
      indices[indicesOffset + i] = index + place;
    }
  }

  @Override
  public void largestOfFour(
      int rows,
      int width,
      float[] src,
      int srcOffset,
      int index,
      float[] dst,
      int dstOffset,
      int[] indices,
      int indicesOffset) {
    for (int y = 0; y < rows; y++) {
      int from = y * 4 * width;
      int to = y * width;
      largest(
          width,
          2,
          2,
          src,
          srcOffset + from,
          2 * width,
          2,
          index + from,
          dst,
          dstOffset + to,
          indices,
          indicesOffset + to);
    }
  }
}
