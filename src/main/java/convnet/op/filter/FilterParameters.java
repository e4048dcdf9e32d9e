package convnet.op.filter;

import convnet.op.ConvolutionParameters;
import convnet.op.Padding;
import convnet.op.PaddingMode;
import convnet.op.Size;
import convnet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * How filters of any size go over an image.
 *
 * @param padding put around the image; null for as much as keeps its size at stride 1
 * @param outputPadding null for a convolution; for a transposed one, what is added below and to the
 *     right of its output
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
   * @throws IllegalArgumentException if the weights are something else, or a number is out of its
   *     range
   */
  Filter bank(Tensor weights) {
    if (weights.shape().rank() != 4) {
      throw new IllegalArgumentException(
          "weights are (O, I, kH, kW), not a tensor of " + weights.shape());
    }
    Size kernel = Size.of(weights.shape().height(), weights.shape().width());
    ConvolutionParameters dense =
        new ConvolutionParameters(kernel, stride, Padding.NONE, dilation, groups, paddingMode);
    ConvolutionParameters padded =
        dense.withPadding(padding == null ? Padding.same(kernel, dilation) : padding);
    return outputPadding == null
        ? new FilterBank(weights, padded)
        : new TransposedFilterBank(weights, padded, outputPadding);
  }
}
