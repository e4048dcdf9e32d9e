package convnet.op.filter;

import convnet.kernel.Compute;
import convnet.op.Convolution;
import convnet.op.ConvolutionParameters;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The filters of a {@code torch.nn.Conv2d}: each goes over all channels of its group.
 *
 * @param weights (O, C/groups, kh, kw)
 */
record FilterBank(Tensor weights, ConvolutionParameters parameters) implements WholeImageFilter {

  @Override
  public Shape outputShape(Shape src) {
    int expected = weights.shape().channels() * parameters.groups();
    if (src.channels() != expected) {
      throw new IllegalArgumentException(
          "weights of %s take %d·%d = %d channels (%s), the input has %d"
              .formatted(
                  weights.shape(),
                  weights.shape().channels(),
                  parameters.groups(),
                  expected,
                  parameters.groups() == 1 ? "1 group" : parameters.groups() + " groups",
                  src.channels()));
    }
    return parameters.outputShape(src, weights.shape().dim(0));
  }

  @Override
  public void forward(Tensor src, @Nullable Tensor bias, Tensor dst, Compute compute) {
    Convolution.forward(parameters, src, weights, bias, dst, compute);
  }
}
