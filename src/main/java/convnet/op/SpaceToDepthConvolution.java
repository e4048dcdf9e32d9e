package convnet.op;

import convnet.kernel.Compute;
import convnet.kernel.Scratch.Purpose;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Large strided filters, as in the first layer of AlexNet, by Winograd's minimal filtering.
 *
 * <p>At stride s, the s × s pixels of a block are folded into channels ("space to depth"). A filter
 * of k × k over c channels becomes a filter of ⌈k/s⌉ × ⌈k/s⌉ over c·s² channels at stride 1, filled
 * up with zeros: at stride 4, 11 × 11 over 3 channels becomes 3 × 3 over 48. The latter takes a
 * quarter of the products, which outweighs the zeros. For the gradient with respect to the weights,
 * folding both axes costs more than it gains: {@link SpaceToDepthWeightGradient} folds one.
 */
final class SpaceToDepthConvolution implements ConvolutionMethod {
  /** Taps of a folded filter along each axis. */
  static final int FOLDED_KERNEL = 3;

  private final ConvolutionMethod folded = new WinogradConvolution();

  @Override
  public boolean suits(
      Direction direction, ConvolutionParameters p, Shape src, Shape weights, Shape dst) {
    int kernel = p.kernel().height();
    int step = p.stride().height();
    int filled = FOLDED_KERNEL * step;
    return step > 1
        && p.kernel().is(kernel)
        && p.stride().is(step)
        && p.dilation().is(1)
        && p.groups() == 1
        && Math.ceilDiv(kernel, step) == FOLDED_KERNEL
        // If zeros added more than half to the products, that would use up the gain.
        && 2 * filled * filled <= 3 * kernel * kernel
        && (direction == Direction.BACKWARD_WEIGHTS
            ? SpaceToDepthWeightGradient.suits(p, weights, dst)
            : folded.suits(
                direction, foldedParameters(), src(src, p, dst), weights(weights, p), dst));
  }

  @Override
  public void forward(
      ConvolutionParameters p,
      Tensor src,
      Tensor weights,
      @Nullable Tensor bias,
      Tensor dst,
      @Nullable KeptFilters kept,
      Compute compute) {
    folded.forward(
        foldedParameters(),
        fold(p, src, dst.shape(), compute),
        foldWeights(p, weights, compute),
        bias,
        dst,
        kept,
        compute);
  }

  @Override
  public void backwardData(
      ConvolutionParameters p, Tensor diffDst, Tensor weights, Tensor diffSrc, Compute compute) {
    Shape shape = src(diffSrc.shape(), p, diffDst.shape());
    Tensor diffFolded =
        new Tensor(compute.scratch().floats(Purpose.PADDED, shape.size()), 0, shape);
    folded.backwardData(
        foldedParameters(), diffDst, foldWeights(p, weights, compute), diffFolded, compute);
    unfold(p, diffFolded, diffSrc, diffDst.shape(), compute);
  }

  @Override
  public void backwardWeights(
      ConvolutionParameters p, Tensor src, Tensor diffDst, Tensor diffWeights, Compute compute) {
    new SpaceToDepthWeightGradient(p, src, diffDst, diffWeights, compute).run();
  }

  private static ConvolutionParameters foldedParameters() {
    return ConvolutionParameters.of(Size.of(FOLDED_KERNEL));
  }

  /** The shape of the folded image, limited to what the windows read. */
  private static Shape src(Shape src, ConvolutionParameters p, Shape dst) {
    int step = p.stride().height();
    return Shape.of(
        src.dim(0),
        src.channels() * step * step,
        dst.height() + FOLDED_KERNEL - 1,
        dst.width() + FOLDED_KERNEL - 1);
  }

  private static Shape weights(Shape weights, ConvolutionParameters p) {
    int step = p.stride().height();
    return Shape.of(weights.dim(0), weights.dim(1) * step * step, FOLDED_KERNEL, FOLDED_KERNEL);
  }

  /**
   * Folds the image: channel {@code (c·s + i)·s + j} holds the pixels at rows {@code i + s·y},
   * columns {@code j + s·x} of the padded channel c.
   */
  private static Tensor fold(ConvolutionParameters p, Tensor src, Shape dst, Compute compute) {
    Shape shape = src(src.shape(), p, dst);
    Tensor image = new Tensor(compute.scratch().floats(Purpose.PADDED, shape.size()), 0, shape);
    Border.split(
        p.padding(),
        p.paddingMode(),
        src,
        p.stride(),
        p.stride(),
        shape.height(),
        shape.width(),
        image.data(),
        compute);
    return image;
  }

  private static Tensor foldWeights(ConvolutionParameters p, Tensor weights, Compute compute) {
    Shape shape = weights(weights.shape(), p);
    float[] filled = compute.scratch().floats(Purpose.FOLDED_WEIGHTS, shape.size());
    Arrays.fill(filled, 0, shape.size(), 0);
    for (int i = 0; i < weights.size(); i++) {
      filled[place(i, p.kernel().height(), p.stride().height())] =
          weights.data()[weights.offset() + i];
    }
    return new Tensor(filled, 0, shape);
  }

  /** The index of a tap in the folded filters. */
  private static int place(int tap, int kernel, int step) {
    int i = tap / kernel % kernel;
    int j = tap % kernel;
    int channel = (tap / (kernel * kernel) * step + i % step) * step + j % step;
    return (channel * FOLDED_KERNEL + i / step) * FOLDED_KERNEL + j / step;
  }

  /** Unfolds the gradient of the image; pixels that no window covers get 0. */
  private static void unfold(
      ConvolutionParameters p, Tensor diffFolded, Tensor diffSrc, Shape dst, Compute compute) {
    Shape shape = diffFolded.shape();
    int step = p.stride().height();
    int height = diffSrc.shape().height();
    int width = diffSrc.shape().width();
    int rowEnd = (dst.height() - 1) * step + p.kernel().height();
    int columnEnd = (dst.width() - 1) * step + p.kernel().width();
    compute
        .parallel()
        .run(
            diffSrc.size() / (height * width),
            (plane, worker) -> {
              for (int y = 0; y < height; y++) {
                int row = y + p.padding().top();
                int to = diffSrc.offset() + (plane * height + y) * width;
                for (int x = 0; x < width; x++) {
                  int column = x + p.padding().left();
                  int channel = (plane * step + row % step) * step + column % step;
                  diffSrc.data()[to + x] =
                      row < rowEnd && column < columnEnd
                          ? diffFolded
                              .data()[
                              (channel * shape.height() + row / step) * shape.width()
                                  + column / step]
                          : 0;
                }
              }
            });
  }
}
