package convnet.op.filter;

import convnet.kernel.Compute;
import convnet.op.Convolution;
import convnet.op.ConvolutionParameters;
import convnet.op.Padding;
import convnet.op.PaddingMode;
import convnet.op.Size;
import convnet.op.Walkthrough;
import convnet.op.WindowArithmetic;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The filters of a {@code torch.nn.ConvTranspose2d}, which computes the gradient of a convolution
 * with respect to its image: every input pixel adds a multiple of the kernel to the output, {@code
 * stride} pixels after that of its neighbour.
 *
 * @param weights (C, O/groups, kh, kw)
 * @param parameters those of the convolution whose backward pass this is; its padding is cropped
 *     from the output
 * @param outputPadding rows and columns added to the output below and to the right: first those
 *     that would have been cropped, then ones with only the bias
 */
record TransposedFilterBank(Tensor weights, ConvolutionParameters parameters, Size outputPadding)
    implements WholeImageFilter {

  /**
   * @throws IllegalArgumentException if the output padding is too large, or the padding mode is not
   *     zeros
   */
  TransposedFilterBank {
    requireBelow(
        outputPadding.height(), parameters.stride().height(), parameters.dilation().height());
    requireBelow(outputPadding.width(), parameters.stride().width(), parameters.dilation().width());
    if (parameters.paddingMode() != PaddingMode.ZEROS) {
      throw new IllegalArgumentException("a transposed convolution has padding of zeros only");
    }
  }

  private static void requireBelow(int outputPadding, int stride, int dilation) {
    if (outputPadding >= Math.max(stride, dilation)) {
      throw new IllegalArgumentException(
          "output padding of %d must be below the stride of %d or the dilation of %d"
              .formatted(outputPadding, stride, dilation));
    }
  }

  @Override
  public Shape outputShape(Shape src) {
    int channels = weights.shape().dim(0);
    if (src.channels() != channels) {
      throw new IllegalArgumentException(
          "transposed weights of %s (I, O/groups, kH, kW) take %d channels, the input has %d"
              .formatted(weights.shape(), channels, src.channels()));
    } else if (channels % parameters.groups() != 0) {
      throw new IllegalArgumentException(
          "%d input channels do not split into %d groups: they must be a multiple of %2$d"
              .formatted(channels, parameters.groups()));
    }
    Padding padding = parameters.padding();
    return Shape.of(
        src.dim(0),
        weights.shape().channels() * parameters.groups(),
        cut("height", whole(src).height(), padding.top(), padding.bottom(), outputPadding.height()),
        cut("width", whole(src).width(), padding.left(), padding.right(), outputPadding.width()));
  }

  /**
   * The convolution whose backward pass this is, over the output before cropping. For a single
   * input row or column the stride is 1: as there is no next one, it makes no difference.
   */
  private ConvolutionParameters convolution(Shape src) {
    Size stride =
        Size.of(
            src.height() == 1 ? 1 : parameters.stride().height(),
            src.width() == 1 ? 1 : parameters.stride().width());
    return new ConvolutionParameters(
        parameters.kernel(),
        stride,
        Padding.NONE,
        parameters.dilation(),
        parameters.groups(),
        parameters.paddingMode());
  }

  /** The size of the output before cropping. */
  private Size whole(Shape src) {
    return Size.of(
        whole(
            src.height(),
            parameters.stride().height(),
            parameters.kernel().height(),
            parameters.dilation().height()),
        whole(
            src.width(),
            parameters.stride().width(),
            parameters.kernel().width(),
            parameters.dilation().width()));
  }

  /** {@code (i − 1)s + d(k − 1) + 1}. */
  private static int whole(int input, int stride, int kernel, int dilation) {
    long size = (input - 1L) * stride + WindowArithmetic.extent(kernel, dilation);
    if (size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "(%d − 1)·%d + %d·(%d − 1) + 1 = %d rows or columns are too many"
              .formatted(input, stride, dilation, kernel, size));
    }
    return (int) size;
  }

  private static int cut(String axis, int whole, int before, int after, int added) {
    int size = whole - before - after + added;
    if (size < 1) {
      throw new IllegalArgumentException(
          "padding of %d and %d leaves nothing of an output %s of %d"
              .formatted(before, after, axis, whole));
    }
    return size;
  }

  @Override
  public void forward(Tensor src, @Nullable Tensor bias, Tensor dst, Compute compute) {
    Size whole = whole(src.shape());
    int maps = dst.shape().channels();
    Tensor uncut = Tensor.zeros(src.shape().dim(0), maps, whole.height(), whole.width());
    Convolution.backwardData(convolution(src.shape()), src, weights, uncut, compute);
    int rows = dst.shape().height();
    int columns = dst.shape().width();
    int top = parameters.padding().top();
    int left = parameters.padding().left();
    int copied = Math.clamp(whole.width() - left, 0, columns);
    compute
        .parallel()
        .run(
            dst.shape().dim(0) * maps,
            (plane, worker) -> {
              float b = bias == null ? 0 : bias.get(plane % maps);
              for (int y = 0; y < rows; y++) {
                int to = dst.offset() + (plane * rows + y) * columns;
                Arrays.fill(dst.data(), to, to + columns, b);
                if (y + top < whole.height() && copied > 0) {
                  int from = (plane * whole.height() + y + top) * whole.width() + left;
                  compute.kernels().addScalar(copied, uncut.data(), from, b, dst.data(), to);
                }
              }
            });
  }

  @Override
  public Shape weightsShape() {
    return weights.shape();
  }

  @Override
  public void backwardData(Tensor diffDst, Tensor diffSrc, Compute compute) {
    Convolution.forward(
        convolution(diffSrc.shape()),
        uncut(diffDst, diffSrc.shape()),
        weights,
        null,
        diffSrc,
        compute);
  }

  @Override
  public void backwardWeights(Tensor src, Tensor diffDst, Tensor diffWeights, Compute compute) {
    Convolution.backwardWeights(
        convolution(src.shape()), uncut(diffDst, src.shape()), src, diffWeights, compute);
  }

  /**
   * The gradient with respect to the output before cropping: zeros where it was cropped, and
   * without the part of {@code diffDst} where output padding has only the bias.
   */
  private Tensor uncut(Tensor diffDst, Shape src) {
    Size whole = whole(src);
    Shape cut = diffDst.shape();
    Tensor uncut = Tensor.zeros(cut.dim(0), cut.channels(), whole.height(), whole.width());
    int top = parameters.padding().top();
    int left = parameters.padding().left();
    int rows = Math.min(cut.height(), whole.height() - top);
    int columns = Math.min(cut.width(), whole.width() - left);
    for (int plane = 0; plane < cut.dim(0) * cut.channels(); plane++) {
      for (int y = 0; y < rows && columns > 0; y++) {
        System.arraycopy(
            diffDst.data(),
            diffDst.offset() + (plane * cut.height() + y) * cut.width(),
            uncut.data(),
            ((plane * whole.height() + y + top) * whole.width()) + left,
            columns);
      }
    }
    return uncut;
  }

  @Override
  public Terms terms(Tensor src, @Nullable Tensor bias, int map, int row, int column) {
    int mapsPerGroup = weights.shape().channels();
    int channels = weights.shape().dim(0) / parameters.groups();
    int first = map / mapsPerGroup * channels;
    Terms.Window window =
        Terms.Window.ofTransposed(parameters, outputPadding, src.shape(), row, column);
    List<Terms.Channel> terms = new ArrayList<>();
    for (int c = first; c < first + channels; c++) {
      terms.add(window.over(c, src.slice(c), weights.slice(c).slice(map % mapsPerGroup)));
    }
    return new Terms(window, terms, bias == null ? 0 : bias.get(map));
  }

  @Override
  public Walkthrough walkthrough(Tensor src, @Nullable Tensor bias, Tensor dst, Compute compute) {
    int channels = weights.shape().dim(0) / parameters.groups();
    Size kernel = parameters.kernel();
    Tensor filter = Tensor.zeros(channels, 1, kernel.height(), kernel.width());
    for (int c = 0; c < channels; c++) {
      filter.slice(c).copyFrom(weights.slice(c).narrow(0, 1));
    }
    var whole =
        new TransposedFilterBank(
            filter, parameters.withGroups(1).withPadding(Padding.NONE), outputPadding);
    @Nullable Tensor first = bias == null ? null : bias.narrow(0, 1);
    return Walkthrough.ofTransposedConvolution(
        new Walkthrough.Rule.TransposedConvolution(
            parameters,
            outputPadding,
            filter.reshape(channels, kernel.height(), kernel.width()),
            first == null ? 0 : first.get(0)),
        src.slice(0).narrow(0, channels),
        image -> {
          Tensor images = image.reshape(image.shape().batched(1));
          Tensor map = Tensor.zeros(whole.outputShape(images.shape()));
          whole.forward(images, first, map, compute);
          return map.slice(0).slice(0);
        });
  }
}
