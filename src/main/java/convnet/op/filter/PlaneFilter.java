package convnet.op.filter;

import convnet.kernel.FilterKernels;
import convnet.kernel.Scratch;
import convnet.tensor.Tensor;

/**
 * One kernel made ready to go over planes that lie in memory in one way. Padding is the business of
 * the {@link BandLayout}.
 */
interface PlaneFilter {

  /**
   * The quickest way to filter with this kernel.
   *
   * @param kernel (kh, kw)
   */
  static PlaneFilter of(Tensor kernel, BandLayout layout) {
    return DirectFilter.of(kernel, layout);
  }

  /**
   * Filters a band of a plane.
   *
   * @param rows of output
   * @param columns of output
   * @param src what the {@link BandLayout} read
   * @param dst row {@code y} at {@code dstOffset + y·columns}, written
   */
  void forward(
      int rows,
      int columns,
      float[] src,
      float[] dst,
      int dstOffset,
      FilterKernels kernels,
      Scratch scratch,
      int worker);
}
