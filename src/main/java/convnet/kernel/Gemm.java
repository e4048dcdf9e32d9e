package convnet.kernel;

import static convnet.kernel.Multiples.roundUp;

import convnet.kernel.Scratch.Purpose;
import java.util.Arrays;

/**
 * The blocked matrix product {@code C = A · B} that convolutions and inner products are built on.
 *
 * <p>A is stored, row-major. B need not be stored: a {@link PanelSource} packs it a few panels at a
 * time, so a convolution never stores its whole im2col matrix (implicit GEMM). Finished blocks of C
 * go to a {@link BlockSink}, which adds the bias, if any, and stores the results where they belong.
 * The loops follow Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication"
 * (2008): a panel of B stays in L1 while a slab of A streams past it, and both stay in L2.
 *
 * <p>Every element of C is summed over k in order, so its bits do not depend on how the work is
 * split between threads.
 */
public final class Gemm {
  /** Rows of B that are packed at a time: a panel of 256 × 32 floats is 32 KiB. */
  public static final int K_BLOCK = 256;

  /**
   * Elements of C that a thread computes at a time: with the slab of A and the panels of B they
   * fill half of L2.
   */
  private static final int BLOCK = 48 * 1024;

  /** The most columns of C that a thread computes at a time: their panels of B fill half of L2. */
  private static final int COLUMN_BLOCK = 512;

  /** The most rows of C that a thread computes at a time, before rounding up to whole tiles. */
  private static final int ROW_BLOCK = 512;

  /** Elements of B in {@link #multiplyInto} whose panels stay in L2 while a strip of C is made. */
  private static final int STRIP = 64 * 1024;

  private Gemm() {}

  /** Packs parts of the right-hand matrix B. */
  @FunctionalInterface
  public interface PanelSource {
    /**
     * Writes {@code B[k0 … k0 + kCount)[column0 … column0 + columns)} as panels of {@code width}
     * columns each, one after the other: element (k, j) of a panel at {@code k·width + j}. Surplus
     * columns of the last panel must be set to zero; the array has room for {@code width} more
     * floats after it.
     *
     * @param worker the number of the calling thread
     */
    void pack(int k0, int kCount, int column0, int columns, int width, float[] panels, int worker);
  }

  /** Receives finished blocks of C. */
  @FunctionalInterface
  public interface BlockSink {
    /**
     * Receives {@code C[row0 … row0 + rows)[column0 … column0 + columns)}, row {@code i} at {@code
     * i·stride} of {@code block}.
     */
    void accept(int row0, int rows, int column0, int columns, float[] block, int stride);
  }

  /**
   * The left-hand matrix A, row-major.
   *
   * @param data element (i, k) at {@code offset + i·rowStride + k}
   */
  public record Left(float[] data, int offset, int rowStride) {}

  /**
   * Computes {@code C = A · B}.
   *
   * @param m rows of A and C
   * @param n columns of B and C
   * @param k columns of A and rows of B
   */
  public static void multiply(
      Compute compute, int m, int n, int k, Left a, PanelSource b, BlockSink c) {
    if (m == 0 || n == 0) {
      return;
    }
    int width = compute.kernels().tileColumns();
    int rowBlocks = Math.ceilDiv(m, ROW_BLOCK);
    int rowsPerBlock = roundUp(Math.ceilDiv(m, rowBlocks), compute.kernels().tileRows());
    int columnBlocks = Math.ceilDiv(n, Math.clamp(BLOCK / rowsPerBlock, 2 * width, COLUMN_BLOCK));
    if (rowBlocks * columnBlocks < 2 * compute.parallel().threads()) {
      columnBlocks = Math.min(Math.ceilDiv(n, width), 2 * compute.parallel().threads());
    }
    int columnsPerBlock = roundUp(Math.ceilDiv(n, columnBlocks), width);
    int columnParts = Math.ceilDiv(n, columnsPerBlock);
    int rowParts = Math.ceilDiv(m, rowsPerBlock);
    compute
        .parallel()
        .run(
            rowParts * columnParts,
            (part, worker) -> {
              int row0 = part % rowParts * rowsPerBlock;
              int column0 = part / rowParts * columnsPerBlock;
              int rows = Math.min(rowsPerBlock, m - row0);
              int columns = Math.min(columnsPerBlock, n - column0);
              block(compute, worker, row0, rows, column0, columns, k, a, b, c);
            });
  }

  private static void block(
      Compute compute,
      int worker,
      int row0,
      int rows,
      int column0,
      int columns,
      int k,
      Left a,
      PanelSource b,
      BlockSink c) {
    Kernels kernels = compute.kernels();
    int tileRows = kernels.tileRows();
    int width = kernels.tileColumns();
    int stride = roundUp(columns, width);
    int blockSize = roundUp(rows, tileRows) * stride;
    float[] block = compute.scratch().floats(Purpose.BLOCK, worker, blockSize);
    float[] panels =
        compute
            .scratch()
            .floats(Purpose.PANELS, worker, (long) Math.min(k, K_BLOCK) * stride + width);
    if (k == 0) {
      Arrays.fill(block, 0, blockSize, 0);
    }
    for (int k0 = 0; k0 < k; k0 += K_BLOCK) {
      int kCount = Math.min(K_BLOCK, k - k0);
      b.pack(k0, kCount, column0, columns, width, panels, worker);
      product(
          kernels,
          k0 > 0,
          rows,
          kCount,
          a.data(),
          a.offset() + row0 * a.rowStride() + k0,
          a.rowStride(),
          columns,
          panels,
          0,
          kCount * width,
          block,
          0,
          stride);
    }
    c.accept(row0, rows, column0, columns, block, stride);
  }

  /**
   * Computes {@code C = A · B} directly in C, row-major. Faster for short k, where copying finished
   * blocks to a sink (each element written twice and read once) would dominate.
   *
   * @param k columns of A and rows of B, 1 to {@link #K_BLOCK}
   * @param c row {@code i} at {@code cOffset + i·cStride}, overwritten
   */
  public static void multiplyInto(
      Compute compute,
      int m,
      int n,
      int k,
      Left a,
      PanelSource b,
      float[] c,
      int cOffset,
      int cStride) {
    int columnBlock = roundUp(STRIP / k, compute.kernels().tileColumns());
    int rowParts = Math.ceilDiv(m, ROW_BLOCK);
    compute
        .parallel()
        .run(
            rowParts * Math.ceilDiv(n, columnBlock),
            (part, worker) -> {
              int row0 = part % rowParts * ROW_BLOCK;
              int column0 = part / rowParts * columnBlock;
              int columns = Math.min(columnBlock, n - column0);
              strip(
                  compute,
                  worker,
                  Math.min(ROW_BLOCK, m - row0),
                  columns,
                  k,
                  a.data(),
                  a.offset() + row0 * a.rowStride(),
                  a.rowStride(),
                  panels(compute, worker, k, column0, columns, b),
                  c,
                  cOffset + row0 * cStride + column0,
                  cStride);
            });
  }

  private static float[] panels(
      Compute compute, int worker, int k, int column0, int columns, PanelSource b) {
    int width = compute.kernels().tileColumns();
    long size = (long) k * roundUp(columns, width) + width;
    float[] panels = compute.scratch().floats(Purpose.PANELS, worker, size);
    b.pack(0, k, column0, columns, width, panels, worker);
    return panels;
  }

  /** Computes each tile in C; tiles that overhang its edge go through a buffer. */
  private static void strip(
      Compute compute,
      int worker,
      int rows,
      int columns,
      int k,
      float[] a,
      int aOffset,
      int aStride,
      float[] panels,
      float[] c,
      int cOffset,
      int cStride) {
    Kernels kernels = compute.kernels();
    int tall = kernels.tileRows();
    int wide = kernels.tileColumns();
    float[] edge = compute.scratch().floats(Purpose.BLOCK, worker, (long) tall * wide);
    for (int i = 0; i < rows; i += tall) {
      int height = Math.min(tall, rows - i);
      for (int j = 0; j < columns; j += wide) {
        int width = Math.min(wide, columns - j);
        boolean whole = height == tall && width == wide;
        float[] tile = whole ? c : edge;
        int at = cOffset + i * cStride + j;
        int to = whole ? at : 0;
        int stride = whole ? cStride : wide;
        kernels.clearTile(tile, to, stride);
        kernels.gemmTile(
            height, k, a, aOffset + i * aStride, aStride, panels, j * k, tile, to, stride);
        for (int row = 0; row < height && !whole; row++) {
          System.arraycopy(edge, row * wide, c, at + row * cStride, width);
        }
      }
    }
  }

  /**
   * {@code C = A · B} or {@code C += A · B} on one thread, with B in panels of {@link
   * Kernels#tileColumns} columns.
   *
   * @param add whether to add to C; otherwise it is overwritten, and {@code k} must not be 0
   * @param a row-major, row {@code i} at {@code aOffset + i·aStride}
   * @param columns the columns of B; the last panel is padded to its full width
   * @param panels element (k, j) of panel q at {@code panel0 + q·panelStride + k·tileColumns + j}
   * @param c row {@code i} at {@code cOffset + i·cStride}, with room for whole tiles
   */
  public static void product(
      Kernels kernels,
      boolean add,
      int rows,
      int k,
      float[] a,
      int aOffset,
      int aStride,
      int columns,
      float[] panels,
      int panel0,
      int panelStride,
      float[] c,
      int cOffset,
      int cStride) {
    int tileRows = kernels.tileRows();
    int width = kernels.tileColumns();
    for (int k0 = 0; k0 < k; k0 += K_BLOCK) {
      int kCount = Math.min(K_BLOCK, k - k0);
      for (int j = 0; j < columns; j += width) {
        int panel = panel0 + j / width * panelStride + k0 * width;
        for (int i = 0; i < rows; i += tileRows) {
          if (!add && k0 == 0) {
            kernels.clearTile(c, cOffset + i * cStride + j, cStride);
          }
          kernels.gemmTile(
              Math.min(tileRows, rows - i),
              kCount,
              a,
              aOffset + i * aStride + k0,
              aStride,
              panels,
              panel,
              c,
              cOffset + i * cStride + j,
              cStride);
        }
      }
    }
  }
}
