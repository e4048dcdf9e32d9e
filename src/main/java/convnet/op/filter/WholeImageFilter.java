package convnet.op.filter;

import convnet.kernel.Compute;
import convnet.tensor.PlaneSink;
import convnet.tensor.PlaneSource;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A filter that needs all of an image at once: it sums over channels, or is a transposed
 * convolution, whose windows overlap in the output.
 */
sealed interface WholeImageFilter extends Filter
    permits FilterBank, TransposedFilterBank, TransposedImageFilter {

  @Override
  default void forward(PlaneSource src, @Nullable Tensor bias, PlaneSink dst, Compute compute) {
    Shape shape = src.shape();
    Tensor image = src.toTensor().reshape(1, shape.channels(), shape.height(), shape.width());
    Tensor maps = Tensor.zeros(outputShape(image.shape()));
    forward(image, bias, maps, compute);
    int height = maps.shape().height();
    dst.write(0, height, maps.data(), maps.offset(), height * maps.shape().width());
  }
}
