package convnet.op.filter;

import convnet.kernel.Compute;
import convnet.op.Convolution;
import convnet.op.ConvolutionParameters;
import convnet.op.Walkthrough;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The filters of a {@code torch.nn.Conv2d}: each goes over all channels of its group.
 *
 * @param weights (O, C/groups, kh, kw)
 */
record FilterBank(Tensor weights, ConvolutionParameters parameters) implements Filter {

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

  @Override
  public Walkthrough walkthrough(Tensor src, @Nullable Tensor bias, Tensor dst, Compute compute) {
    Tensor filter = weights.slice(0);
    return Walkthrough.ofConvolution(
        parameters,
        src.slice(0).narrow(0, filter.shape().channels()),
        filter,
        bias == null ? 0 : bias.get(0),
        dst.slice(0).slice(0),
        compute);
  }
}
