package convnet.op.filter;

import convnet.kernel.Compute;
import convnet.op.Walkthrough;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A filter given by kernels; its gradients, terms and walkthrough are the equivalent layers'. */
sealed interface KernelFilter extends Filter permits ImageFilter, TransposedImageFilter {
  List<Kernel> kernels();

  /** Whether the filtered channels are summed. */
  boolean sum();

  FilterParameters parameters();

  @Override
  default Shape outputShape(Shape src) {
    return parameters().outputShape(kernels(), sum(), src);
  }

  @Override
  default Shape weightsShape() {
    return tied().weightsShape();
  }

  @Override
  default void backwardData(Tensor diffDst, Tensor diffSrc, Compute compute) {
    tied().backwardData(diffDst, diffSrc, compute);
  }

  @Override
  default void backwardWeights(Tensor src, Tensor diffDst, Tensor diffWeights, Compute compute) {
    tied().backwardWeights(src, diffDst, diffWeights, compute);
  }

  @Override
  default Terms terms(Tensor src, @Nullable Tensor bias, int map, int row, int column) {
    return tied().terms(src, bias, map, row, column);
  }

  @Override
  default Walkthrough walkthrough(Tensor src, @Nullable Tensor bias, Tensor dst, Compute compute) {
    return tied().walkthrough(src, bias, dst, compute);
  }

  /** The equivalent layers. */
  default TiedKernels tied() {
    return new TiedKernels(kernels(), sum(), parameters());
  }
}
