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
 * The gradient with respect to the weights of large strided filters, by Winograd's minimal
 * filtering along the vertical axis.
 *
 * <p>At stride s, each column of a filter splits into s columns of three taps, which meet every
 * s-th row of the image ("space to depth", of the rows alone). The gradient of three taps is the
 * cross-correlation of the image with {@code diffDst}; taken four rows of {@code diffDst} at a
 * time, it takes six products instead of twelve. These are summed over all pixels before the
 * transform back, so that for each of the six places of the transformed rows there is a matrix
 * product {@code (ic·s·kw × pixels) · (pixels × oc)}, as in {@link WeightGradient}.
 *
 * <p>The images are processed in chunks, first to last, by all threads together.
 */
final class SpaceToDepthWeightGradient {
  /** Taps of a filter's column in each phase of the rows. */
  private static final int TAPS = SpaceToDepthConvolution.FOLDED_KERNEL;

  /** Rows of {@code diffDst} that are transformed together. */
  private static final int STEP = TILE - TAPS + 1;

  /**
   * Floats of transformed {@code diffDst} in a chunk: they stay in cache together with the image.
   */
  private static final int CHUNK = 384 * 1024;

  /** Pixels that a tile's sums run over at a time: a panel of 256 × 32 floats is 32 KiB. */
  private static final int PIXELS = 256;

  /** With fewer filters or narrower outputs, transforming the images does not pay. */
  private static final int LEAST = 32;

  /** The most floats of a transformed image, or of its transformed {@code diffDst}. */
  private static final long MOST = 16 << 20;

  private final ConvolutionParameters p;
  private final Tensor src;
  private final Tensor diffDst;
  private final Tensor diffWeights;
  private final Compute compute;

  /** The vertical stride, which is also the number of row phases. */
  private final int step;

  /** The number of column phases. */
  private final int columnPhases;

  /**
   * Rows of each place of a transformed image: one for every {@link #STEP} rows of {@code diffDst}.
   */
  private final int rows;

  /** The distance from such a row to the next. */
  private final int pitch;

  /** The distance from a place of a phase to the next. */
  private final int plane;

  /**
   * Rows of the matrices of the image: the taps of a kernel row, for each channel and row phase.
   */
  private final int taps;

  private final int imageStride;
  private final int width;
  private final int panels;
  private final int imagesPerChunk;

  /** The distance from a panel of the transformed {@code diffDst} to the next. */
  private final int panelStride;

  /** The distance from a place of the transformed {@code diffDst} to the next. */
  private final int diffStride;

  /** The distance from a place of the products to the next. */
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
   * Whether this pays off and takes little memory.
   *
   * @param weights (oc, ic, kh, kw), with at most three taps in each phase of the rows
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

  /**
   * For each tap, where in an image's first place is the element that it meets at the first pixel.
   */
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
   * Splits rows and columns into phases and transforms the rows of each row phase. Rows are split
   * at a stride of {@code 4·s}: so the four rows of a step lie in separate phases, and the first
   * rows of the next step follow them in their phases.
   *
   * @param to (images, ic, row phases, column phases, 6, rows, pitch)
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

  /** Adds the contributions of some images to the products of some taps at one place. */
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

  /** Transforms the products back into the gradients of a panel of filters. */
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
