package convnet.op.filter;

import convnet.op.ConvolutionParameters;
import convnet.op.Padding;
import convnet.op.PaddingMode;
import convnet.op.Size;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a convolution without the size of its kernel.
 *
 * @param padding put around the image; null for the padding that keeps its size at stride 1
 * @param outputPadding null for a convolution; for a transposed one, the rows and columns added
 *     below and to the right of its output
 */
public record FilterParameters(
    Size stride,
    @Nullable Padding padding,
    Size dilation,
    int groups,
    PaddingMode paddingMode,
    @Nullable Size outputPadding) {

  FilterParameters withGroups(int groups) {
    return new FilterParameters(stride, padding, dilation, groups, paddingMode, outputPadding);
  }

  /**
   * The filters with these weights: (O, C/groups, kh, kw), or (C, O/groups, kh, kw) if transposed.
   *
   * @throws IllegalArgumentException if the weights are empty or not of rank 4, or a parameter is
   *     out of its range
   */
  Filter bank(Tensor weights) {
    if (weights.shape().rank() != 4) {
      throw new IllegalArgumentException(
          "weights are (O, I, kH, kW), not a tensor of " + weights.shape());
    } else if (weights.size() == 0) {
      throw new IllegalArgumentException("weights of " + weights.shape() + " have no numbers");
    }
    ConvolutionParameters padded =
        convolution(Size.of(weights.shape().height(), weights.shape().width()));
    return outputPadding == null
        ? new FilterBank(weights, padded)
        : new TransposedFilterBank(weights, padded, outputPadding);
  }

  /**
   * The weights with those of each feature map divided by their sum.
   *
   * @param weights (O, C/groups, kh, kw), or (C, O/groups, kh, kw) if transposed
   * @throws IllegalArgumentException if a sum is 0
   */
  public Tensor normalized(Tensor weights) {
    if (weights.shape().rank() != 4) {
      return weights; // bank refuses them
    }
    int first = weights.shape().dim(0);
    Tensor normalized = Tensor.zeros(weights.shape());
    if (outputPadding == null) {
      for (int o = 0; o < first; o++) {
        normalized.slice(o).copyFrom(Kernel.normalized(weights.slice(o)));
      }
      return normalized;
    }
    // Transposed: a map's weights are those of all input channels of its group for it.
    int channels = Math.max(1, first / groups);
    for (int from = 0; from < first; from += channels) {
      int end = Math.min(first, from + channels);
      for (int o = 0; o < weights.shape().dim(1); o++) {
        Tensor map =
            Tensor.zeros(Shape.of(end - from, weights.shape().height(), weights.shape().width()));
        for (int c = from; c < end; c++) {
          map.slice(c - from).copyFrom(weights.slice(c).slice(o));
        }
        Tensor divided = Kernel.normalized(map);
        for (int c = from; c < end; c++) {
          normalized.slice(c).slice(o).copyFrom(divided.slice(c - from));
        }
      }
    }
    return normalized;
  }

  /**
   * The convolution with a kernel of this size; for a transposed one, the convolution whose
   * backward pass it is.
   *
   * @throws IllegalArgumentException if a parameter is out of its range
   */
  ConvolutionParameters convolution(Size kernel) {
    return new ConvolutionParameters(kernel, stride, Padding.NONE, dilation, groups, paddingMode)
        .withPadding(padding == null ? Padding.same(kernel, dilation) : padding);
  }

  /**
   * The shape of the feature maps of these kernels, (N, maps, H', W').
   *
   * @param sum whether the filtered channels are summed
   * @param src (N, C, H, W)
   * @throws IllegalArgumentException with one line that says what does not fit and what would
   */
  Shape outputShape(List<Kernel> kernels, boolean sum, Shape src) {
    Kernel first = kernels.getFirst();
    Shape one = plane(first, src);
    for (Kernel kernel : kernels) {
      Shape other = plane(kernel, src);
      if (!other.equals(one)) {
        throw new IllegalArgumentException(
            "feature maps of one size are needed, but %s gives %dx%d and %s %dx%d"
                .formatted(
                    first.name(),
                    one.height(),
                    one.width(),
                    kernel.name(),
                    other.height(),
                    other.width()));
      }
    }
    int maps = kernels.size() * (sum ? 1 : src.channels());
    return Shape.of(src.dim(0), maps, one.height(), one.width());
  }

  private Shape plane(Kernel kernel, Shape src) {
    return bank(kernel.values().reshape(1, 1, kernel.size().height(), kernel.size().width()))
        .outputShape(Shape.of(1, 1, src.height(), src.width()));
  }
}
