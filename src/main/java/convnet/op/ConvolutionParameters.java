package convnet.op;

import convnet.tensor.Shape;
import java.util.Locale;

/**
 * The parameters of a 2-D convolution besides its weights, with the meaning that they have in
 * {@code torch.nn.Conv2d}.
 *
 * @param kernel the size of a filter
 * @param stride the step from one window to the next, at least 1
 * @param padding rows and columns added around the image first
 * @param dilation the distance between a filter's taps, 1 for a dense filter
 * @param groups the number of parts that channels are split into, each convolved by itself
 * @param paddingMode what the padding is filled with
 */
public record ConvolutionParameters(
    Size kernel, Size stride, Padding padding, Size dilation, int groups, PaddingMode paddingMode) {

  /**
   * @throws IllegalArgumentException if a kernel, stride, dilation or group count is below 1, or a
   *     padding is negative
   */
  public ConvolutionParameters {
    requirePositive("kernel size", kernel);
    requirePositive("stride", stride);
    if (dilation.height() == 0 || dilation.width() == 0) {
      throw new IllegalArgumentException("dilation 0 does not exist: 1 is the dense kernel");
    }
    requirePositive("dilation", dilation);
    if (groups < 1) {
      throw new IllegalArgumentException("groups must be at least 1, not " + groups);
    }
    if (Math.min(
            Math.min(padding.top(), padding.bottom()), Math.min(padding.left(), padding.right()))
        < 0) {
      throw new IllegalArgumentException("padding cannot be negative: " + padding);
    }
  }

  /** A dense convolution with stride 1 and no padding. */
  public static ConvolutionParameters of(Size kernel) {
    return new ConvolutionParameters(
        kernel, Size.of(1), Padding.NONE, Size.of(1), 1, PaddingMode.ZEROS);
  }

  public ConvolutionParameters withStride(Size stride) {
    return new ConvolutionParameters(kernel, stride, padding, dilation, groups, paddingMode);
  }

  public ConvolutionParameters withPadding(Padding padding) {
    return new ConvolutionParameters(kernel, stride, padding, dilation, groups, paddingMode);
  }

  public ConvolutionParameters withDilation(Size dilation) {
    return new ConvolutionParameters(kernel, stride, padding, dilation, groups, paddingMode);
  }

  public ConvolutionParameters withGroups(int groups) {
    return new ConvolutionParameters(kernel, stride, padding, dilation, groups, paddingMode);
  }

  public ConvolutionParameters withPaddingMode(PaddingMode paddingMode) {
    return new ConvolutionParameters(kernel, stride, padding, dilation, groups, paddingMode);
  }

  /** The output's height for an input of this height; 0 or less where no window fits. */
  public int outputHeight(int height) {
    return WindowArithmetic.outputSize(
        height,
        padding.top() + padding.bottom(),
        kernel.height(),
        dilation.height(),
        stride.height());
  }

  /** The output's width for an input of this width; 0 or less where no window fits. */
  public int outputWidth(int width) {
    return WindowArithmetic.outputSize(
        width, padding.left() + padding.right(), kernel.width(), dilation.width(), stride.width());
  }

  /**
   * The shape of the output, {@code (…, outChannels, H', W')}.
   *
   * @param src {@code (C, H, W)} or {@code (N, C, H, W)}
   * @throws IllegalArgumentException with a one-line message: what does not fit, and what would
   */
  public Shape outputShape(Shape src, int outChannels) {
    if (src.channels() % groups != 0 || outChannels % groups != 0) {
      throw new IllegalArgumentException(
          "%d input channels and %d output channels do not split into %d groups: both must be"
                  .formatted(src.channels(), outChannels, groups)
              + " multiples of "
              + groups);
    }
    requireFit(
        "height",
        src.height(),
        padding.top(),
        padding.bottom(),
        kernel.height(),
        dilation.height());
    requireFit(
        "width", src.width(), padding.left(), padding.right(), kernel.width(), dilation.width());
    requireArray(src);
    int[] dims = src.dims();
    dims[dims.length - 3] = outChannels;
    dims[dims.length - 2] = outputHeight(src.height());
    dims[dims.length - 1] = outputWidth(src.width());
    return new Shape(dims);
  }

  /** Requires that the padded image, split into the phases of the stride, fits one array. */
  private void requireArray(Shape src) {
    long height = (long) padding.top() + src.height() + padding.bottom();
    long width = (long) padding.left() + src.width() + padding.right();
    long rows = Math.ceilDiv(height, stride.height()) * stride.height();
    long columns = Math.ceilDiv(width, stride.width()) * stride.width();
    long most = Integer.MAX_VALUE / Math.max(1, src.channels());
    if (rows <= most && columns <= most / rows) {
      return;
    } else if (stride.height() > height || stride.width() > width) {
      throw new IllegalArgumentException(
          "a stride of %s goes beyond the padded input of %dx%d: %dx%d gives the same result"
              .formatted(
                  stride,
                  height,
                  width,
                  Math.min(stride.height(), height),
                  Math.min(stride.width(), width)));
    }
    throw new IllegalArgumentException(
        "the padded input would be %dx%dx%d: at most %,d numbers are possible"
            .formatted(src.channels(), rows, columns, Integer.MAX_VALUE));
  }

  private void requireFit(String axis, int size, int before, int after, int kernel, int dilation) {
    long extent = WindowArithmetic.extent(kernel, dilation);
    long padded = (long) before + size + after;
    int border = Math.max(before, after);
    long source = leastSource(border);
    long least = Math.max(Math.max(1, source), extent - before - after);
    if (padded < extent) {
      throw new IllegalArgumentException(
          ("the kernel's %s %d·(%d − 1) + 1 = %d is larger than the padded input's %d + %d + %d ="
                  + " %d: the input needs a %s of at least %d")
              .formatted(axis, dilation, kernel, extent, before, size, after, padded, axis, least));
    }
    if (size == 0) {
      throw new IllegalArgumentException(
          "the input's %s is 0: it needs at least %d".formatted(axis, least));
    }
    if (padded > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "padding of %d and %d makes a %s of %d: at most %d is possible"
              .formatted(before, after, axis, padded, Integer.MAX_VALUE));
    }
    if (size < source) {
      throw new IllegalArgumentException(
          "%s padding of %d is too large for a %s of %d: at most %d"
                  .formatted(
                      paddingMode.name().toLowerCase(Locale.ROOT),
                      border,
                      axis,
                      size,
                      border - (source - size))
              + (axis.equals("height") && size == 1
                  ? "; 0x%d pads a row alone".formatted(before)
                  : ""));
    }
  }

  /** The smallest size that a border of this width can be filled from. */
  private long leastSource(int border) {
    return switch (paddingMode) {
      case ZEROS, REPLICATE -> 0;
      case REFLECT -> border + 1L;
      case CIRCULAR, SYMMETRIC -> border;
    };
  }

  private static void requirePositive(String name, Size size) {
    if (size.height() < 1 || size.width() < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, not " + size);
    }
  }
}
