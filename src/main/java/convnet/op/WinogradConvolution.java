package convnet.op;

import static convnet.kernel.WinogradKernels.TILE;

import convnet.kernel.Compute;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Filters of 3 × 3 and 5 × 5 at stride 1 by Winograd's minimal filtering. It takes a quarter (3 ×
 * 3) or little more than a third (5 × 5) of the products, at the cost of some additions and about
 * one digit. The gradient of 5 × 5 weights would lose two digits, so it is computed in blocks of 3
 * × 3. Convolutions with few channels, such as image filters, do not use this method. An infinity
 * or a NaN spreads to all outputs of the tiles that contain it, even if their windows do not.
 */
final class WinogradConvolution implements ConvolutionMethod {
  /** Taps along each axis of the blocks that larger gradients are composed of. */
  static final int BLOCK = 3;

  /** Channels below which the transforms cost more than the products that they save. */
  private static final int MIN_CHANNELS = 24;

  /** Kernels (input × output channels) above which the transformed filters may not fit an array. */
  private static final int MAX_FILTERS = Integer.MAX_VALUE / (TILE * TILE) / 2;

  /** Tiles below which not even reading the transformed filters pays. */
  private static final int MIN_TILES_FORWARD = 16;

  /** Tiles below which transforming the filters does not pay. */
  private static final int MIN_TILES = 48;

  @Override
  public boolean suits(
      Direction direction, ConvolutionParameters p, Shape src, Shape weights, Shape dst) {
    int size = p.kernel().height();
    if (p.kernel().width() != size
        || (size != 3 && size != 5)
        || !p.stride().is(1)
        || !p.dilation().is(1)) {
      return false;
    }
    Padding padding = p.padding();
    if (!padding.isNone()
        && (p.paddingMode() != PaddingMode.ZEROS
            || Math.max(padding.top(), padding.bottom()) >= size
            || Math.max(padding.left(), padding.right()) >= size)) {
      return false;
    }
    int out = weights.dim(0) / p.groups();
    int in = weights.dim(1);
    if (Math.min(out, in) < MIN_CHANNELS || (long) out * in > MAX_FILTERS) {
      return false;
    }
    return switch (direction) {
      case FORWARD -> pays(dst, size, TILE + 1 - size, 1, MIN_TILES_FORWARD);
      case BACKWARD_DATA -> pays(src, size, TILE + 1 - size, 1, MIN_TILES);
      case BACKWARD_WEIGHTS -> {
        int blocks = Math.ceilDiv(size, BLOCK);
        yield pays(dst, size, TILE + 1 - BLOCK, blocks * blocks, MIN_TILES);
      }
    };
  }

  /**
   * Whether Winograd saves more than a third of the products for outputs of this shape, and there
   * are enough tiles.
   *
   * @param times how often tiles are multiplied at each place: once for each block
   * @param least the number of tiles that is enough
   */
  private static boolean pays(Shape out, int size, int step, int times, int least) {
    long tiles = (long) Math.ceilDiv(out.height(), step) * Math.ceilDiv(out.width(), step);
    long direct = (long) size * size * out.height() * out.width();
    return out.dim(0) * tiles >= least && 3 * TILE * TILE * tiles * times < 2 * direct;
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
    int size = p.kernel().height();
    int in = weights.shape().dim(1);
    int out = weights.shape().dim(0) / p.groups();
    int taps = size * size;
    for (int g = 0; g < p.groups(); g++) {
      int offset = weights.offset() + g * out * in * taps;
      WinogradProduct.Filters filters =
          new WinogradProduct.Filters(
              weights.data(), offset, size, in, taps, out, in * taps, false);
      WinogradTiles plain = tiles(src, g * in, in, p.padding(), dst, size, kept == null);
      boolean packs = kept != null && size == BLOCK && PackedTiles.suits(dst.shape());
      Tiles tiles = packs ? PackedTiles.of(plain, dst.shape()) : plain;
      new WinogradProduct(filters, tiles, dst, g * out, bias, compute)
          .run(Objects.requireNonNullElse(kept, KeptFilters.NONE), g);
    }
  }

  @Override
  public void backwardData(
      ConvolutionParameters p, Tensor diffDst, Tensor weights, Tensor diffSrc, Compute compute) {
    int size = p.kernel().height();
    int in = weights.shape().dim(1);
    int out = weights.shape().dim(0) / p.groups();
    int taps = size * size;
    Padding padding = p.padding();
    Padding reach =
        new Padding(
            size - 1 - padding.top(),
            size - 1 - padding.bottom(),
            size - 1 - padding.left(),
            size - 1 - padding.right());
    for (int g = 0; g < p.groups(); g++) {
      int offset = weights.offset() + g * out * in * taps;
      WinogradProduct.Filters filters =
          new WinogradProduct.Filters(weights.data(), offset, size, out, in * taps, in, taps, true);
      WinogradTiles tiles = tiles(diffDst, g * out, out, reach, diffSrc, size, true);
      new WinogradProduct(filters, tiles, diffSrc, g * in, null, compute).run(KeptFilters.NONE, g);
    }
  }

  @Override
  public void backwardWeights(
      ConvolutionParameters p, Tensor src, Tensor diffDst, Tensor diffWeights, Compute compute) {
    int in = diffWeights.shape().dim(1);
    int out = diffWeights.shape().dim(0) / p.groups();
    for (int g = 0; g < p.groups(); g++) {
      WinogradTiles tiles = tiles(src, g * in, in, p.padding(), diffDst, BLOCK, true);
      new WinogradWeightGradient(tiles, diffDst, g * out, diffWeights, out, compute).run();
    }
  }

  /** The tiles of {@code src} that the pixels of {@code dst} are computed from. */
  private static WinogradTiles tiles(
      Tensor src,
      int channel0,
      int channels,
      Padding padding,
      Tensor dst,
      int size,
      boolean together) {
    int step = TILE + 1 - size;
    Sheet sheet =
        together
            ? Sheet.of(src.shape(), padding, dst.shape(), step)
            : Sheet.alone(src.shape(), padding);
    return WinogradTiles.of(src, channel0, channels, padding, dst.shape(), step, sheet);
  }
}
