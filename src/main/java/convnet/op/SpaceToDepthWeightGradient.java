package convnet.op;

import static convnet.kernel.WinogradKernels.TILE;

import convnet.kernel.Compute;
import convnet.kernel.Kernels;
import convnet.kernel.Scratch.Purpose;
import convnet.kernel.WinogradKernels;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.Arrays;

/**
 * The gradient of the weights of large filters with a stride, by Winograd's minimal filtering from
 * row to row.
 *
 * <p>At stride s, each column of a filter falls into s columns of three taps, which meet every s-th
 * row of the image ("space to depth", of the rows alone). The gradient of three taps is the
 * correlation of the image with {@code diffDst}; taken four rows of {@code diffDst} at a time, it
 * is six products in place of twelve. These are summed over all pixels before the transform back,
 * so that each place of the transformed rows has a matrix product {@code (ic·s·kw × pixels) ·
 * (pixels × oc)}, as in {@link WeightGradient}.
 *
 * <p>The images are taken in chunks, first to last, by all threads together.
 */
final class SpaceToDepthWeightGradient {
  /** How many taps of a column a phase of the rows has. */
  private static final int TAPS = SpaceToDepthConvolution.FOLDED_KERNEL;

  /** Rows of {@code diffDst} that are transformed together. */
  private static final int STEP = TILE - TAPS + 1;

  /** Floats of transformed {@code diffDst} in a chunk: with the image they stay near. */
  private static final int CHUNK = 384 * 1024;

  /** Pixels of a panel that the sums of a tile run over: 256 × 32 floats are 32 KiB. */
  private static final int PIXELS = 256;

  /** Fewer filters, or windows side by side, do not make up for the transforms of the images. */
  private static final int LEAST = 32;

  /** The most floats that an image may be when it is transformed. */
  private static final long MOST = 16 << 20;

  private final ConvolutionParameters p;
  private final Tensor src;
  private final Tensor diffDst;
  private final Tensor diffWeights;
  private final Compute compute;

  /** The stride of the rows, and into how many phases they fall. */
  private final int step;

  /** Into how many phases the columns fall. */
  private final int columnPhases;

  /** Rows of each place of the transformed images. */
  private final int rows;

  /** From such a row to the next. */
  private final int pitch;

  /** From a place of a phase to the next. */
  private final int plane;

  /** Rows of the matrices of the image: the taps of a row, in each phase. */
  private final int taps;

  private final int imageStride;
  private final int width;
  private final int panels;
  private final int imagesPerChunk;

  /** From a panel of the transformed {@code diffDst} to the next. */
  private final int panelStride;

  /** From a place of that to the next. */
  private final int diffStride;

  /** From a place of the products to the next. */
  private final int productStride;

  /**
   * @param src (N, ic, H, W)
   * @param diffDst (N, oc, H', W')
   * @param diffWeights (oc, ic, kh, kw), overwritten
   */
  SpaceToDepthWeightGradient(
      ConvolutionParameters p, Tensor src, Tensor diffDst, Tensor diffWeights, Compute compute) {
    this.p = p;
    this.src = src;
    this.diffDst = diffDst;
    this.diffWeights = diffWeights;
    this.compute = compute;
    Shape dst = diffDst.shape();
    int kernelWidth = p.kernel().width();
    int columnStep = p.stride().width();
    this.step = p.stride().height();
    this.columnPhases = Math.min(columnStep, kernelWidth);
    this.rows = Math.ceilDiv(dst.height(), STEP);
    this.pitch = dst.width() + (kernelWidth - 1) / columnStep;
    this.plane = rows * pitch;
    this.taps = src.shape().channels() * step * kernelWidth;
    this.imageStride = src.shape().channels() * step * columnPhases * TILE * plane;
    this.width = compute.kernels().tileColumns();
    this.panels = Math.ceilDiv(dst.channels(), width);
    int perImage = TILE * panels * plane * width;
    this.imagesPerChunk = Math.clamp(CHUNK / perImage, 1, dst.dim(0));
    this.panelStride = imagesPerChunk * plane * width;
    this.diffStride = panels * panelStride;
    this.productStride = (taps + compute.kernels().windowRows(1)) * panels * width;
  }

  /**
   * Whether this is worth it, and takes little memory.
   *
   * @param weights (oc, ic, kh, kw), of a kernel that has three taps at each phase of the rows
   * @param dst (N, oc, H', W')
   */
  static boolean suits(ConvolutionParameters p, Shape weights, Shape dst) {
    int kernelWidth = p.kernel().width();
    int columnStep = p.stride().width();
    long rows = Math.ceilDiv(dst.height(), STEP);
    long plane = rows * (dst.width() + (kernelWidth - 1) / columnStep);
    long phases = (long) p.stride().height() * Math.min(columnStep, kernelWidth);
    long planes = TILE * Math.max(weights.dim(0), weights.dim(1) * phases);
    return Math.min(weights.dim(0), dst.width()) >= LEAST && plane * planes <= MOST;
  }

  void run() {
    int[] starts = starts();
    int phasePlanes = imagesPerChunk * src.shape().channels() * STEP * step * columnPhases;
    float[] phases = compute.scratch().floats(Purpose.PADDED, (long) phasePlanes * (plane + pitch));
    float[] image = compute.scratch().floats(Purpose.TILES, (long) imagesPerChunk * imageStride);
    float[] diff = compute.scratch().floats(Purpose.DIFF_TILES, (long) TILE * diffStride);
    float[] products = compute.scratch().floats(Purpose.PRODUCTS, (long) TILE * productStride);
    Arrays.fill(products, 0, TILE * productStride, 0);
    int tapsPerTile = compute.kernels().windowRows(1);
    int tiles = Math.ceilDiv(taps, tapsPerTile);
    int parts = Math.min(tiles, compute.parallel().threads());
    int tapsPerPart = Math.ceilDiv(tiles, parts) * tapsPerTile;
    int images = src.shape().dim(0);
    for (int first = 0; first < images; first += imagesPerChunk) {
      int count = Math.min(imagesPerChunk, images - first);
      transformImages(first, count, phases, image);
      transformDiff(first, count, diff);
      compute
          .parallel()
          .run(
              TILE * parts,
              (part, worker) -> {
                int tap0 = part / TILE * tapsPerPart;
                int end = Math.min(tap0 + tapsPerPart, taps);
                multiply(part % TILE, starts, tap0, end, count, image, diff, products);
              });
    }
    compute.parallel().run(panels, (panel, worker) -> output(panel, products, worker));
  }

  /** Where in the first place of an image each tap meets the first pixel. */
  private int[] starts() {
    int[] starts = compute.scratch().ints(Purpose.TAPS, taps);
    int columnStep = p.stride().width();
    for (int tap = 0; tap < taps; tap++) {
      int phase = tap / p.kernel().width() * columnPhases;
      int j = tap % p.kernel().width();
      starts[tap] = (phase + j % columnStep) * TILE * plane + j / columnStep;
    }
    return starts;
  }

  /**
   * Takes rows and columns apart and transforms the rows of each phase. The four that are stepped
   * on by are in as many phases first, so that those of the next step come next.
   *
   * @param to (images, ic, phases of rows, phases of columns, 6, rows, pitch)
   */
  private void transformImages(int first, int count, float[] phases, float[] to) {
    Shape shape = src.shape();
    Shape images = Shape.of(count, shape.channels(), shape.height(), shape.width());
    Border.split(
        p.padding(),
        p.paddingMode(),
        new Tensor(src.data(), src.offset() + first * shape.inner().size(), images),
        Size.of(STEP * step, p.stride().width()),
        Size.of(STEP * step, columnPhases),
        rows + 1,
        pitch,
        phases,
        compute);
    WinogradKernels winograd = compute.kernels().winograd();
    int phasesOfImage = step * columnPhases;
    int phasePlane = plane + pitch;
    compute
        .parallel()
        .run(
            count * shape.channels() * phasesOfImage,
            (part, worker) -> {
              int channel = part / phasesOfImage;
              int from = (channel * STEP * phasesOfImage + part % phasesOfImage) * phasePlane;
              int between = phasesOfImage * phasePlane;
              winograd.dataLines(
                  plane, phases, from, between, from + pitch, to, part * TILE * plane, plane);
            });
  }

  /**
   * Transforms the rows of {@code diffDst}, channels innermost.
   *
   * @param to (6, panels, images, rows, pitch, channels of a panel)
   */
  private void transformDiff(int first, int count, float[] to) {
    Kernels kernels = compute.kernels();
    Shape shape = diffDst.shape();
    int height = shape.height();
    int columns = shape.width();
    int size = pitch * width;
    compute
        .parallel()
        .run(
            panels * count * rows,
            (part, worker) -> {
              int panel = part % panels;
              int image = part / panels / rows;
              int row = part / panels % rows;
              int channel = (first + image) * shape.channels() + panel * width;
              int used = Math.min(width, shape.channels() - panel * width);
              float[] pixels = compute.scratch().floats(Purpose.ROW, worker, STEP * size);
              int present = Math.min(STEP, height - row * STEP);
              for (int y = 0; y < STEP; y++) {
                boolean whole = y < present && used == width;
                int unwritten = y * size + (whole ? columns * width : 0);
                Arrays.fill(pixels, unwritten, (y + 1) * size, 0);
              }
              for (int y = 0; y < present; y++) {
                int from = diffDst.offset() + (channel * height + row * STEP + y) * columns;
                kernels.packTransposed(
                    used, columns, diffDst.data(), from, height * columns, pixels, y * size);
              }
              int at = panel * panelStride + (image * rows + row) * size;
              kernels.winograd().filterLines(size, pixels, 0, size, to, at, diffStride);
            });
  }

  /** Adds what some images have to the products of some taps at one place. */
  private void multiply(
      int place,
      int[] starts,
      int tap0,
      int end,
      int images,
      float[] image,
      float[] diff,
      float[] products) {
    Kernels kernels = compute.kernels();
    int tapsPerTile = kernels.windowRows(1);
    int rowsPerTile = Math.max(1, PIXELS / pitch);
    for (int n = 0; n < images; n++) {
      for (int row = 0; row < rows; row += rowsPerTile) {
        int length = Math.min(rowsPerTile, rows - row) * pitch - pitch + diffDst.shape().width();
        int shift = n * imageStride + place * plane + row * pitch;
        for (int panel = 0; panel < panels; panel++) {
          int b = place * diffStride + panel * panelStride + (n * rows + row) * pitch * width;
          for (int tap = tap0; tap < end; tap += tapsPerTile) {
            kernels.windowTile(
                Math.min(tapsPerTile, end - tap),
                starts,
                tap,
                shift,
                1,
                0,
                length,
                image,
                diff,
                b,
                products,
                place * productStride + (tap * panels + panel) * width,
                panels * width);
          }
        }
      }
    }
  }

  /** The filters of some output channels. */
  private void output(int panel, float[] products, int worker) {
    Size kernel = p.kernel();
    int used = Math.min(width, diffDst.shape().channels() - panel * width);
    float[] three = compute.scratch().floats(Purpose.TILE, worker, TAPS * width);
    WinogradKernels winograd = compute.kernels().winograd();
    for (int tap = 0; tap < taps; tap++) {
      int from = (tap * panels + panel) * width;
      winograd.outputLines(width, products, from, productStride, three, 0, width);
      int channel = tap / kernel.width() / step;
      for (int i = tap / kernel.width() % step; i < kernel.height(); i += step) {
        int at = (channel * kernel.height() + i) * kernel.width() + tap % kernel.width();
        for (int lane = 0; lane < used; lane++) {
          int filter = (panel * width + lane) * diffWeights.shape().inner().size();
          diffWeights.data()[diffWeights.offset() + filter + at] = three[i / step * width + lane];
        }
      }
    }
  }
}
