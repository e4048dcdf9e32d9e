package convnet.op.filter;

import convnet.op.ConvolutionParameters;
import convnet.op.Padding;
import convnet.op.PaddingMode;
import convnet.op.Size;
import org.jspecify.annotations.Nullable;

/**
 * How filters of any size go over an image.
 *
 * @param padding put around the image; null for as much as keeps its size at stride 1
 */
public record FilterParameters(
    Size stride, @Nullable Padding padding, Size dilation, int groups, PaddingMode paddingMode) {

  /**
   * The convolution with filters of this size.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  public ConvolutionParameters forKernel(Size kernel) {
    ConvolutionParameters dense =
        new ConvolutionParameters(kernel, stride, Padding.NONE, dilation, groups, paddingMode);
    return dense.withPadding(padding == null ? Padding.same(kernel, dilation) : padding);
  }
}
