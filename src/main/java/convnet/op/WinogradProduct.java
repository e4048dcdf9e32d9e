package convnet.op;

import static convnet.kernel.Multiples.roundUp;
import static convnet.kernel.WinogradKernels.TILE;

import convnet.kernel.Compute;
import convnet.kernel.Gemm;
import convnet.kernel.Scratch.Purpose;
import convnet.kernel.WinogradKernels.Square;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A dense convolution at stride 1 by Winograd's minimal filtering: 36 products instead of 144 for 4
 * × 4 outputs of a 3 × 3 filter, instead of 100 for 2 × 2 outputs of a 5 × 5 filter.
 *
 * <p>Tiles of 6 × 6 of the image and the filters are transformed; then, for each of the 36 places
 * in a tile, the output's transform is a matrix product {@code (tiles × ic) · (ic × oc)}; and that
 * is transformed back. A thread takes some rows of tiles through all three steps while they are in
 * its caches.
 */
final class WinogradProduct {
  /**
   * Floats of transformed tiles and products that a thread works on at a time: about the size of
   * L2.
   */
  private static final int BLOCK = 192 * 1024;

  private static final int MIN_TILES = 48;
  private static final int MAX_TILES = 192;

  /**
   * The most tiles for which filters are kept: with more, transforming them takes far less time
   * than the product.
   */
  private static final int MAX_TILES_TO_KEEP = 256;

  /** Input channels of a panel of filters that a thread transforms at a time. */
  private static final int FILTERS_AT_A_TIME = 16;

  private final Filters filters;
  private final Tiles tiles;
  private final Tensor dst;
  private final int dstChannel0;
  private final @Nullable Tensor bias;
  private final Compute compute;
  private final int width;

  /** The distance from a place in the transformed filters to the next. */
  private final int filterStride;

  /**
   * The filters of a product and how they lie in memory.
   *
   * @param weights the array that holds them
   * @param offset where the first filter begins
   * @param size taps along each axis
   * @param in channels of the image
   * @param inStride the distance from a tap of one such channel to that of the next
   * @param out channels of the output
   * @param outStride the same for these
   * @param turned whether the filters are flipped, that is rotated by 180°
   */
  record Filters(
      float[] weights,
      int offset,
      int size,
      int in,
      int inStride,
      int out,
      int outStride,
      boolean turned) {

    /** Copies the taps of some filters for one channel of the image, output channels innermost. */
    private void gather(int channel, int firstOut, int lanes, float[] to) {
      int used = Math.min(lanes, out - firstOut);
      int taps = size * size;
      for (int lane = 0; lane < lanes; lane++) {
        int from = offset + channel * inStride + (firstOut + lane) * outStride;
        for (int tap = 0; tap < taps; tap++) {
          int place = turned ? taps - 1 - tap : tap;
          to[place * lanes + lane] = lane < used ? weights[from + tap] : 0;
        }
      }
    }
  }

  /**
   * @param tiles the tiles of the image; their step is {@code 7 − filters.size()}
   * @param dst (N, C, H, W), of whose channels {@code filters.out()} are written
   * @param dstChannel0 the first of these channels
   * @param bias one for each channel of {@code dst}, or null
   */
  WinogradProduct(
      Filters filters,
      Tiles tiles,
      Tensor dst,
      int dstChannel0,
      @Nullable Tensor bias,
      Compute compute) {
    this.filters = filters;
    this.tiles = tiles;
    this.dst = dst;
    this.dstChannel0 = dstChannel0;
    this.bias = bias;
    this.compute = compute;
    this.width = compute.kernels().tileColumns();
    this.filterStride = filters.in() * roundUp(filters.out(), width) + width / 2;
  }

  /**
   * Computes the convolution.
   *
   * @param kept the cache of transformed filters, or {@link KeptFilters#NONE}
   * @param group the group that the filters belong to
   */
  void run(KeptFilters kept, int group) {
    int size = TILE * TILE * filterStride;
    boolean few = tiles.rows() * tiles.across() <= MAX_TILES_TO_KEEP;
    float[] transformed =
        few && kept.keeps()
            ? kept.of(group, () -> transformFilters(new float[size]))
            : transformFilters(compute.scratch().floats(Purpose.WEIGHTS, size));
    int panels = Math.ceilDiv(filters.out(), width);
    int threads = compute.parallel().threads();
    int perTile = TILE * TILE * (tiles.channels() + filters.out());
    int most = Math.clamp(BLOCK / perTile, MIN_TILES, MAX_TILES);
    int rowsPerBlock = Math.max(1, most / tiles.across());
    int blocks = Math.ceilDiv(tiles.rows(), rowsPerBlock);
    // If there are too few tiles for all threads, several threads transform the same tiles, each
    // for some of the filters.
    int shares = blocks >= 2 * threads ? 1 : Math.min(panels, threads);
    // Rounded so that all threads get equally many.
    int parts = Math.min(Math.ceilDiv(blocks * shares, threads) * threads / shares, tiles.rows());
    compute
        .parallel()
        .run(
            parts * shares,
            (part, worker) -> {
              int share = part % shares;
              int block = part / shares;
              block(
                  (int) ((long) tiles.rows() * block / parts),
                  (int) ((long) tiles.rows() * (block + 1) / parts),
                  share * panels / shares,
                  (share + 1) * panels / shares,
                  transformed,
                  worker);
            });
  }

  private float[] transformFilters(float[] transformed) {
    int panels = Math.ceilDiv(filters.out(), width);
    compute
        .parallel()
        .run(
            panels * Math.ceilDiv(filters.in(), FILTERS_AT_A_TIME),
            (part, worker) ->
                transformFilters(
                    part % panels, part / panels * FILTERS_AT_A_TIME, transformed, worker));
    return transformed;
  }

  private void transformFilters(int panel, int channel0, float[] transformed, int worker) {
    int size = filters.size();
    float[] taps = compute.scratch().floats(Purpose.ROW, worker, size * size * width);
    float[] between = compute.scratch().floats(Purpose.TILE, worker, TILE * TILE * width);
    Square src = new Square(taps, size * width, width);
    Square dst = new Square(transformed, TILE * filterStride, filterStride);
    int end = Math.min(channel0 + FILTERS_AT_A_TIME, filters.in());
    for (int channel = channel0; channel < end; channel++) {
      filters.gather(channel, panel * width, width, taps);
      int at = (panel * filters.in() + channel) * width;
      compute.kernels().winograd().filter(size, width, src, 0, dst, at, between);
    }
  }

  /** Computes some rows of tiles with some panels of filters, from image to output. */
  private void block(
      int fromRow, int toRow, int fromPanel, int toPanel, float[] transformed, int worker) {
    int count = (toRow - fromRow) * tiles.across();
    int depth = roundUp(tiles.channels(), width);
    int tileStride = count * depth + width / 2;
    float[] image =
        compute.scratch().floats(Purpose.TILES, worker, (long) TILE * TILE * tileStride);
    Square places = new Square(image, TILE * tileStride, tileStride);
    for (int channel = 0; channel < tiles.channels(); channel += width) {
      tiles.transform(fromRow, toRow, channel, width, places, channel, depth, compute, worker);
    }
    int tileRows = compute.kernels().tileRows();
    int breadth = (toPanel - fromPanel) * width;
    int productStride = roundUp(count, tileRows) * breadth + width / 2;
    float[] products =
        compute.scratch().floats(Purpose.PRODUCTS, worker, (long) TILE * TILE * productStride);
    for (int place = 0; place < TILE * TILE; place++) {
      Gemm.product(
          compute.kernels(),
          false,
          count,
          filters.in(),
          image,
          place * tileStride,
          depth,
          breadth,
          transformed,
          place * filterStride + fromPanel * filters.in() * width,
          filters.in() * width,
          products,
          place * productStride,
          breadth);
    }
    Square product = new Square(products, TILE * productStride, productStride);
    for (int panel = fromPanel; panel < toPanel; panel++) {
      int at = (panel - fromPanel) * width;
      for (int row = fromRow; row < toRow; row++, at += tiles.across() * breadth) {
        output(row, panel, product, at, breadth, worker);
      }
    }
  }

  /** Transforms a row of tiles back for a panel of channels and writes the outputs. */
  private void output(int row, int panel, Square product, int at, int each, int worker) {
    int step = tiles.step();
    int stripWidth = tiles.across() * step;
    float[] strip =
        compute.scratch().floats(Purpose.WINDOWS, worker, (long) step * stripWidth * width);
    float[] between = compute.scratch().floats(Purpose.TILE, worker, TILE * TILE * width);
    Square to = new Square(strip, stripWidth * width, width);
    for (int x = 0; x < tiles.across(); x++) {
      compute
          .kernels()
          .winograd()
          .output(step, width, product, at + x * each, to, x * step * width, between);
    }
    Shape shape = dst.shape();
    int[] runs = compute.scratch().ints(Purpose.STARTS, worker, 3L * tiles.mostRuns(shape));
    int count = tiles.outputs(row, shape, runs);
    for (int i = 0; i < 3 * count; i += 3) {
      scatter(strip, runs[i] * width, panel, runs[i + 1], dst.offset() + runs[i + 2]);
    }
  }

  /** Adds the bias to a run of pixels and writes it to the planes of a panel's channels. */
  private void scatter(float[] from, int start, int panel, int count, int at) {
    int plane = dst.shape().height() * dst.shape().width();
    int lanes = Math.min(width, filters.out() - panel * width);
    for (int lane = 0; lane < lanes; lane++) {
      int channel = dstChannel0 + panel * width + lane;
      float b = bias == null ? 0 : bias.data()[bias.offset() + channel];
      int to = at + channel * plane;
      for (int x = 0; x < count; x++) {
        dst.data()[to + x] = from[start + x * width + lane] + b;
      }
    }
  }
}
