package convnet.op.filter;

import convnet.kernel.Compute;
import convnet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two-dimensional kernels applied to every channel as transposed convolutions; the feature maps are
 * in the order of {@link ImageFilter}.
 *
 * @param sum whether the channels' results are summed
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
