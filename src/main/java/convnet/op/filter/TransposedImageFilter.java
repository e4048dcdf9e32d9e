package convnet.op.filter;

import convnet.kernel.Compute;
import convnet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two-dimensional kernels laid down by every pixel of every channel: {@link ImageFilter} the other
 * way, with its feature maps in the same order.
 *
 * @param sum whether the channels' results are added up
 */
record TransposedImageFilter(List<Kernel> kernels, boolean sum, FilterParameters parameters)
    implements KernelFilter, WholeImageFilter {

  TransposedImageFilter {
    kernels = List.copyOf(kernels);
  }

  @Override
  public void forward(Tensor src, @Nullable Tensor bias, Tensor dst, Compute compute) {
    tied().forward(src, bias, dst, compute);
  }
}
