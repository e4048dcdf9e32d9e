package convnet.op;

import convnet.kernel.Compute;
import convnet.kernel.Gemm;
import convnet.kernel.Kernels;
import convnet.kernel.Scratch.Purpose;
import convnet.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The fully connected layer: {@code dst = src · weightsᵀ + bias}, as {@code torch.nn.Linear}. */
public final class InnerProduct {
  /**
   * The largest batch that counts as small: it would leave most columns of a matrix product's tile
   * empty.
   */
  private static final int FEW = 3;

  /** Rows of the weights that a thread takes at a time, at most. */
  private static final int ROWS = 32;

  /**
   * Weights that a thread reads from {@link WeightRows} at a time: they should still be in its
   * cache when they are multiplied.
   */
  private static final int READ = 32 * 1024;

  private InnerProduct() {}

  /**
   * Computes {@code dst[n, o] = bias[o] + Σ_i weights[o, i] · src[n, i]}.
   *
   * @param src (N, ic)
   * @param weights (oc, ic)
   * @param bias (oc) or null
   * @param dst (N, oc), written
   */
  public static void forward(
      Tensor src, Tensor weights, @Nullable Tensor bias, Tensor dst, Compute compute) {
    int batch = src.shape().dim(0);
    int ic = weights.shape().dim(1);
    int oc = weights.shape().dim(0);
    if (isSmallBatch(src)) {
      forwardFew(src, weights, bias, dst, compute);
      return;
    }
    float[] out = dst.data();
    // Computes the transpose, so that the weights, by far the larger matrix, are read once and in
    // place.
    Gemm.multiply(
        compute,
        oc,
        batch,
        ic,
        new Gemm.Left(weights.data(), weights.offset(), ic),
        (k0, kCount, image0, images, width, panels, worker) -> {
          for (int j0 = 0; j0 < images; j0 += width) {
            int used = Math.min(width, images - j0);
            int to = j0 * kCount;
            for (int k = 0; k < kCount; k++, to += width) {
              int from = src.offset() + (image0 + j0) * ic + k0 + k;
              for (int j = 0; j < used; j++) {
                panels[to + j] = src.data()[from + j * ic];
              }
              Arrays.fill(panels, to + used, to + width, 0);
            }
          }
        },
        (row0, rows, image0, images, block, stride) -> {
          for (int j = 0; j < images; j++) {
            int to = dst.offset() + (image0 + j) * oc + row0;
            for (int i = 0; i < rows; i++) {
              float b = bias == null ? 0 : bias.data()[bias.offset() + row0 + i];
              out[to + i] = block[i * stride + j] + b;
            }
          }
        });
  }

  /**
   * Whether the batch is so small that the weights may as well be {@link WeightRows}.
   *
   * @param src (N, ic)
   */
  public static boolean isSmallBatch(Tensor src) {
    return src.shape().dim(0) <= FEW;
  }

  /**
   * The same, bit for bit, for a small batch and weights that are not in memory.
   *
   * @param src (N, ic) that {@link #isSmallBatch}
   * @param weights (oc, ic), read row by row
   * @param bias (oc) or null
   * @param dst (N, oc), written
   */
  public static void forward(
      Tensor src, WeightRows weights, @Nullable Tensor bias, Tensor dst, Compute compute) {
    int ic = src.shape().dim(1);
    int oc = dst.shape().dim(1);
    int most = Math.clamp(READ / ic, 1, ROWS);
    compute
        .parallel()
        .run(
            Math.ceilDiv(oc, most),
            (part, worker) -> {
              int first = part * most;
              int count = Math.min(oc - first, most);
              float[] rows =
                  compute.scratch().floats(Purpose.WEIGHT_ROWS, worker, (long) most * ic);
              weights.read(first, count, rows);
              dots(src, rows, 0, first, count, bias, dst, compute.kernels());
            });
  }

  /** Computes each output as a dot product: as fast as the weights come out of memory. */
  private static void forwardFew(
      Tensor src, Tensor weights, @Nullable Tensor bias, Tensor dst, Compute compute) {
    int oc = weights.shape().dim(0);
    int ic = weights.shape().dim(1);
    compute
        .parallel()
        .run(
            Math.ceilDiv(oc, ROWS),
            (part, worker) -> {
              int first = part * ROWS;
              int count = Math.min(oc - first, ROWS);
              int at = weights.offset() + first * ic;
              dots(src, weights.data(), at, first, count, bias, dst, compute.kernels());
            });
  }

  /**
   * Computes outputs {@code first} (inclusive) to {@code first + count} (exclusive) of every image,
   * a dot product each.
   *
   * @param rows the weights, row {@code first} from {@code at} on
   */
  private static void dots(
      Tensor src,
      float[] rows,
      int at,
      int first,
      int count,
      @Nullable Tensor bias,
      Tensor dst,
      Kernels kernels) {
    int ic = src.shape().dim(1);
    int oc = dst.shape().dim(1);
    for (int i = 0; i < count; i++) {
      int o = first + i;
      float b = bias == null ? 0 : bias.data()[bias.offset() + o];
      for (int n = 0; n < src.shape().dim(0); n++) {
        int from = src.offset() + n * ic;
        dst.data()[dst.offset() + n * oc + o] =
            b + kernels.dot(ic, rows, at + i * ic, src.data(), from);
      }
    }
  }

  /**
   * Computes the gradient with respect to the input: {@code diffSrc = diffDst · weights}.
   *
   * @param diffDst (N, oc)
   * @param weights (oc, ic)
   * @param diffSrc (N, ic), overwritten
   */
  public static void backwardData(Tensor diffDst, Tensor weights, Tensor diffSrc, Compute compute) {
    int oc = weights.shape().dim(0);
    int ic = weights.shape().dim(1);
    Gemm.multiply(
        compute,
        diffDst.shape().dim(0),
        ic,
        oc,
        new Gemm.Left(diffDst.data(), diffDst.offset(), oc),
        rowMajor(weights, ic),
        rowMajorSink(diffSrc, ic));
  }

  /**
   * Computes the gradient with respect to the weights: {@code diffWeights = diffDstᵀ · src}.
   *
   * @param src (N, ic)
   * @param diffDst (N, oc)
   * @param diffWeights (oc, ic), overwritten
   */
  public static void backwardWeights(
      Tensor src, Tensor diffDst, Tensor diffWeights, Compute compute) {
    int batch = src.shape().dim(0);
    int oc = diffWeights.shape().dim(0);
    int ic = diffWeights.shape().dim(1);
    float[] transposed = compute.scratch().floats(Purpose.WEIGHTS, (long) oc * batch);
    for (int n = 0; n < batch; n++) {
      for (int o = 0; o < oc; o++) {
        transposed[o * batch + n] = diffDst.data()[diffDst.offset() + n * oc + o];
      }
    }
    Gemm.Left left = new Gemm.Left(transposed, 0, batch);
    Gemm.PanelSource right = rowMajor(src, ic);
    if (batch <= Gemm.K_BLOCK) {
      float[] sums = diffWeights.data();
      Gemm.multiplyInto(compute, oc, ic, batch, left, right, sums, diffWeights.offset(), ic);
    } else {
      Gemm.multiply(compute, oc, ic, batch, left, right, rowMajorSink(diffWeights, ic));
    }
  }

  /**
   * Computes the gradient with respect to the bias: {@code diffDst} summed over the batch.
   *
   * @param diffDst (N, oc)
   * @param diffBias (oc), overwritten
   */
  public static void backwardBias(Tensor diffDst, Tensor diffBias, Compute compute) {
    int oc = diffBias.size();
    diffBias.fill(0);
    for (int n = 0; n < diffDst.shape().dim(0); n++) {
      compute
          .kernels()
          .axpy(
              oc, 1, diffDst.data(), diffDst.offset() + n * oc, diffBias.data(), diffBias.offset());
    }
  }

  /** A row-major matrix as the right-hand side of a product. */
  private static Gemm.PanelSource rowMajor(Tensor matrix, int rowStride) {
    return (k0, kCount, column0, columns, width, panels, worker) -> {
      for (int k = 0; k < kCount; k++) {
        int from = matrix.offset() + (k0 + k) * rowStride + column0;
        for (int j0 = 0; j0 < columns; j0 += width) {
          int used = Math.min(width, columns - j0);
          int to = j0 * kCount + k * width;
          System.arraycopy(matrix.data(), from + j0, panels, to, used);
          Arrays.fill(panels, to + used, to + width, 0);
        }
      }
    };
  }

  private static Gemm.BlockSink rowMajorSink(Tensor matrix, int rowStride) {
    return (row0, rows, column0, columns, block, stride) -> {
      for (int i = 0; i < rows; i++) {
        int to = matrix.offset() + (row0 + i) * rowStride + column0;
        System.arraycopy(block, i * stride, matrix.data(), to, columns);
      }
    };
  }
}
