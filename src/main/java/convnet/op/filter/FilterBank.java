package convnet.op.filter;

import convnet.kernel.Compute;
import convnet.op.Convolution;
import convnet.op.ConvolutionParameters;
import convnet.op.Walkthrough;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The filters of a {@code torch.nn.Conv2d}: each sums over all channels of its group.
 *
 * @param weights (O, C/groups, kh, kw)
 */
record FilterBank(Tensor weights, ConvolutionParameters parameters) implements WholeImageFilter {

  @Override
  public Shape outputShape(Shape src) {
    int channels = weights.shape().channels();
    int expected = channels * parameters.groups();
    if (src.channels() != expected) {
      int fitting = src.channels() % channels == 0 ? src.channels() / channels : 0;
      throw new IllegalArgumentException(
          "weights of %s take %d·%d = %d channels (%s), the input has %d%s"
              .formatted(
                  weights.shape(),
                  channels,
                  parameters.groups(),
                  expected,
                  groups(parameters.groups()),
                  src.channels(),
                  fitting > 0 && weights.shape().dim(0) % fitting == 0
                      ? ": they fit with " + groups(fitting)
                      : ""));
    }
    return parameters.outputShape(src, weights.shape().dim(0));
  }

  private static String groups(int count) {
    return count == 1 ? "1 group" : count + " groups";
  }

  @Override
  public void forward(Tensor src, @Nullable Tensor bias, Tensor dst, Compute compute) {
    Convolution.forward(parameters, src, weights, bias, dst, compute);
  }

  @Override
  public Shape weightsShape() {
    return weights.shape();
  }

  @Override
  public void backwardData(Tensor diffDst, Tensor diffSrc, Compute compute) {
    Convolution.backwardData(parameters, diffDst, weights, diffSrc, compute);
  }

  @Override
  public void backwardWeights(Tensor src, Tensor diffDst, Tensor diffWeights, Compute compute) {
    Convolution.backwardWeights(parameters, src, diffDst, diffWeights, compute);
  }

  @Override
  public Terms terms(Tensor src, @Nullable Tensor bias, int map, int row, int column) {
    int channels = weights.shape().channels();
    int first = map / (weights.shape().dim(0) / parameters.groups()) * channels;
    Terms.Window window = Terms.Window.of(parameters, src.shape(), row, column);
    List<Terms.Channel> terms = new ArrayList<>();
    for (int c = 0; c < channels; c++) {
      Tensor plane = src.slice(first + c);
      terms.add(window.over(first + c, plane, weights.slice(map).slice(c)));
    }
    return new Terms(window, terms, bias == null ? 0 : bias.get(map));
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
