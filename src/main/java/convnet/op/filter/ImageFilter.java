package convnet.op.filter;

import convnet.kernel.Compute;
import convnet.tensor.PlaneSink;
import convnet.tensor.PlaneSource;
import convnet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two-dimensional kernels on images of any number of channels. K kernels on C channels give K·C
 * feature maps: all channels filtered by the first kernel, then all by the second, and so on; so
 * one kernel turns a photo into a photo. If the channels are summed, there are K feature maps.
 *
 * @param sum whether the filtered channels are summed
 */
record ImageFilter(List<Kernel> kernels, boolean sum, FilterParameters parameters)
    implements KernelFilter {

  ImageFilter {
    kernels = List.copyOf(kernels);
  }

  /** Taps of weight 0 are left out, as in {@link #forward}. */
  @Override
  public Terms terms(Tensor src, @Nullable Tensor bias, int map, int row, int column) {
    return tied().terms(src, bias, map, row, column).withoutZeros();
  }

  @Override
  public void forward(PlaneSource src, @Nullable Tensor bias, PlaneSink dst, Compute compute) {
    new FilterPass(this, src, bias, compute).run(dst);
  }

  @Override
  public void forward(Tensor src, @Nullable Tensor bias, Tensor dst, Compute compute) {
    for (int n = 0; n < src.shape().dim(0); n++) {
      forward(PlaneSource.of(src.slice(n)), bias, PlaneSink.of(dst.slice(n)), compute);
    }
  }
}
