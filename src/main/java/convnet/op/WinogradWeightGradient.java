package convnet.op;

import static convnet.kernel.Multiples.roundUp;
import static convnet.kernel.WinogradKernels.TILE;
import static convnet.op.WinogradConvolution.BLOCK;

import convnet.kernel.Compute;
import convnet.kernel.Gemm;
import convnet.kernel.Scratch.Purpose;
import convnet.kernel.WinogradKernels.Square;
import convnet.tensor.Tensor;
import java.util.Arrays;

/**
 * The gradient with respect to the weights of a dense convolution, by Winograd's minimal filtering:
 * each tile of the image, cross-correlated with the pixels of {@code diffDst} that it meets, gives
 * one r × r gradient. So here {@code diffDst} plays the part of the filter and the gradient that of
 * the output, and for each of the 36 places the sum over all tiles is a matrix product {@code (oc ×
 * tiles) · (tiles × ic)}.
 *
 * <p>Computing large gradients directly loses too many digits. They are composed of blocks of 3 ×
 * 3, each computed from the tiles of an image that is shifted as the block is; all of them are
 * multiplied with the same {@code diffDst}, like additional input channels.
 *
 * <p>The tiles are processed in chunks, first to last, by all threads together.
 */
final class WinogradWeightGradient {
  /** Floats of transformed tiles in a chunk. */
  private static final int CHUNK = 3 << 20;

  /** About how many tiles a thread transforms at a time. */
  private static final int SHARE = 64;

  /** About how many rows of the product a thread computes at a time. */
  private static final int ROW_BLOCK = 64;

  private final WinogradTiles tiles;
  private final int size;
  private final int blocks;
  private final Tensor diffDst;
  private final int channel0;
  private final Tensor diffWeights;
  private final int outChannels;
  private final Compute compute;
  private final int width;
  private final int rowsPerChunk;

  /**
   * Rows of the product that a thread computes at a time: whole tiles of the product, so that no
   * two threads write to the same row.
   */
  private final int rowBlock;

  /** Room for the tiles of a chunk, a multiple of {@link #width}. */
  private final int room;

  /** The distance from a channel of the transformed {@code diffDst} to the next. */
  private final int diffRow;

  /** The distance from a place in the transformed tiles of the image to the next. */
  private final int tileStride;

  /** The same for tiles of {@code diffDst}. */
  private final int diffStride;

  /** The same for the products. */
  private final int productStride;

  /** Columns of the products that belong to one block. */
  private final int blockBreadth;

  /** Columns of the products. */
  private final int breadth;

  /**
   * @param tiles the tiles of the image for the block in the upper left corner; their step is 4
   * @param diffDst (N, oc of all groups, H', W')
   * @param channel0 the first of the group's channels
   * @param diffWeights (oc of all groups, ic, k, k), of which the same channels are overwritten
   * @param outChannels the number of the group's output channels
   */
  WinogradWeightGradient(
      WinogradTiles tiles,
      Tensor diffDst,
      int channel0,
      Tensor diffWeights,
      int outChannels,
      Compute compute) {
    this.tiles = tiles;
    this.size = diffWeights.shape().dim(2);
    this.blocks = Math.ceilDiv(size, BLOCK);
    this.diffDst = diffDst;
    this.channel0 = channel0;
    this.diffWeights = diffWeights;
    this.outChannels = outChannels;
    this.compute = compute;
    this.width = compute.kernels().tileColumns();
    this.rowBlock = roundUp(ROW_BLOCK, compute.kernels().tileRows());
    this.blockBreadth = roundUp(tiles.channels(), width);
    this.breadth = blocks * blocks * blockBreadth;
    int perTile = TILE * TILE * (breadth + outChannels);
    int most = Math.clamp(CHUNK / perTile, SHARE, 1024);
    this.rowsPerChunk = Math.clamp(most / tiles.across(), 1, tiles.rows());
    this.room = roundUp(rowsPerChunk * tiles.across(), width);
    this.tileStride = room * breadth + width / 2;
    // Not a power of two: many rows would then compete for the same few cache lines of L1.
    this.diffRow = room + width / 2;
    this.diffStride = diffRow * outChannels;
    this.productStride = roundUp(outChannels, compute.kernels().tileRows()) * breadth + width / 2;
  }

  void run() {
    float[] image = compute.scratch().floats(Purpose.TILES, (long) TILE * TILE * tileStride);
    float[] diff = compute.scratch().floats(Purpose.DIFF_TILES, (long) TILE * TILE * diffStride);
    float[] products =
        compute.scratch().floats(Purpose.PRODUCTS, (long) TILE * TILE * productStride);
    int rowBlocks = Math.ceilDiv(outChannels, rowBlock);
    for (int row = 0; row < tiles.rows(); row += rowsPerChunk) {
      int from = row;
      int to = Math.min(row + rowsPerChunk, tiles.rows());
      transform(from, to, image, diff);
      compute
          .parallel()
          .run(
              TILE * TILE * rowBlocks,
              (part, worker) ->
                  multiply(
                      part / rowBlocks,
                      part % rowBlocks * rowBlock,
                      (to - from) * tiles.across(),
                      from == 0,
                      image,
                      diff,
                      products));
    }
    compute.parallel().run(outChannels, (channel, worker) -> output(channel, products, worker));
  }

  private void transform(int from, int to, float[] image, float[] diff) {
    Square imagePlaces = new Square(image, TILE * tileStride, tileStride);
    Square diffPlaces = new Square(diff, TILE * diffStride, diffStride);
    int imageGroups = breadth / width;
    int rowsPerShare = Math.max(1, SHARE / tiles.across());
    int imageParts = imageGroups * Math.ceilDiv(to - from, rowsPerShare);
    int count = (to - from) * tiles.across();
    int diffGroups = Math.ceilDiv(count, width);
    int first = from * tiles.across();
    compute
        .parallel()
        .run(
            imageParts + diffGroups,
            (part, worker) -> {
              if (part < imageParts) {
                int column = part % imageGroups * width;
                int row = from + part / imageGroups * rowsPerShare;
                int at = column * room + (row - from) * tiles.across() * width;
                int end = Math.min(row + rowsPerShare, to);
                int channel = column % blockBreadth;
                tilesOf(column / blockBreadth)
                    .transform(row, end, channel, width, imagePlaces, at, width, compute, worker);
              } else {
                int tile = (part - imageParts) * width;
                transformDiff(
                    first + tile, Math.min(width, count - tile), diffPlaces, tile, worker);
              }
            });
  }

  /** Transforms some tiles of all channels of {@code diffDst}, tiles innermost. */
  private void transformDiff(int tile0, int count, Square to, int at, int worker) {
    int step = tiles.step();
    int height = diffDst.shape().height();
    int columns = diffDst.shape().width();
    float[] pixels = compute.scratch().floats(Purpose.ROW, worker, step * step * width);
    float[] between = compute.scratch().floats(Purpose.TILE, worker, TILE * TILE * width);
    Square src = new Square(pixels, step * width, width);
    int[] places = compute.scratch().ints(Purpose.ROW, worker, step * step * width);
    Arrays.fill(places, 0, step * step * width, -1);
    for (int lane = 0; lane < count; lane++) {
      locate(tile0 + lane, places, lane);
    }
    for (int channel = 0; channel < outChannels; channel++) {
      int shift = channel * height * columns;
      for (int i = 0; i < step * step * width; i++) {
        pixels[i] = places[i] < 0 ? 0 : diffDst.data()[places[i] + shift];
      }
      compute.kernels().winograd().filter(step, width, src, 0, to, at + channel * diffRow, between);
    }
  }

  /** Computes where the pixels of a tile are in the group's first channel of {@code diffDst}. */
  private void locate(int tile, int[] places, int lane) {
    Sheet sheet = tiles.sheet();
    int step = tiles.step();
    int height = diffDst.shape().height();
    int columns = diffDst.shape().width();
    int row = tile / tiles.across();
    for (int i = 0; i < step * step; i++) {
      int y = row % tiles.down() * step + i / step;
      int x = tile % tiles.across() * step + i % step;
      int image = sheet.image(row / tiles.down(), y, x / sheet.pitchAcross(), height);
      if (image >= 0 && x % sheet.pitchAcross() < columns) {
        int plane = image * diffDst.shape().channels() + channel0;
        places[i * width + lane] =
            diffDst.offset()
                + (plane * height + y % sheet.pitchDown()) * columns
                + x % sheet.pitchAcross();
      }
    }
  }

  /** Adds the contributions of a chunk of tiles to some rows of the products at one place. */
  private void multiply(
      int place,
      int row0,
      int count,
      boolean first,
      float[] image,
      float[] diff,
      float[] products) {
    int rows = Math.min(rowBlock, outChannels - row0);
    int product = place * productStride + row0 * breadth;
    Gemm.product(
        compute.kernels(),
        !first,
        rows,
        count,
        diff,
        place * diffStride + row0 * diffRow,
        diffRow,
        breadth,
        image,
        place * tileStride,
        room * width,
        products,
        product,
        breadth);
  }

  /** The tiles of the image for a block; blocks are numbered row by row. */
  private WinogradTiles tilesOf(int block) {
    return tiles.shiftedBy(block / blocks * BLOCK, block % blocks * BLOCK);
  }

  /** Transforms the products back into the gradient of one output channel's filter. */
  private void output(int channel, float[] products, int worker) {
    float[] taps = compute.scratch().floats(Purpose.ROW, worker, BLOCK * BLOCK * width);
    float[] between = compute.scratch().floats(Purpose.TILE, worker, TILE * TILE * width);
    Square src = new Square(products, TILE * productStride, productStride);
    Square to = new Square(taps, BLOCK * width, width);
    for (int column = 0; column < breadth; column += width) {
      int from = channel * breadth + column;
      compute.kernels().winograd().output(BLOCK, width, src, from, to, 0, between);
      scatter(taps, channel0 + channel, column / blockBreadth, column % blockBreadth);
    }
  }

  /** Writes a block of the gradients of an output channel for some input channels. */
  private void scatter(float[] taps, int out, int block, int channel) {
    int y0 = block / blocks * BLOCK;
    int x0 = block % blocks * BLOCK;
    int lanes = Math.min(width, tiles.channels() - channel);
    for (int lane = 0; lane < lanes; lane++) {
      int filter = (out * tiles.channels() + channel + lane) * size * size;
      for (int y = y0; y < Math.min(y0 + BLOCK, size); y++) {
        for (int x = x0; x < Math.min(x0 + BLOCK, size); x++) {
          diffWeights.data()[diffWeights.offset() + filter + y * size + x] =
              taps[((y - y0) * BLOCK + x - x0) * width + lane];
        }
      }
    }
  }
}
