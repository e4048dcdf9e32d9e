package convnet.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernels on the Vector API, at the machine's preferred vector length.
 *
 * <p>Vectors are boxed until the JIT compiler has compiled a method, and spilled where they
 * outnumber the registers; so these loops are few, hot, and written to the register budget.
 */
public final class VectorKernels implements Kernels {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private static final BatchNormKernels BATCH_NORM = new VectorBatchNormKernels();
  private static final FilterKernels FILTERS = new VectorFilterKernels();
  private static final PoolingKernels POOLING = new VectorPoolingKernels();
  private static final WinogradKernels WINOGRAD = new VectorWinogradKernels();

  /** For elements that do not fill a vector. */
  private static final Kernels REST = new ScalarKernels();

  @Override
  public FilterKernels filters(double work) {
    return FILTERS;
  }

  @Override
  public BatchNormKernels batchNorm() {
    return BATCH_NORM;
  }

  @Override
  public PoolingKernels pooling() {
    return POOLING;
  }

  @Override
  public WinogradKernels winograd() {
    return WINOGRAD;
  }

  @Override
  public int tileRows() {
    return VectorTile.ROWS;
  }

  @Override
  public int windowRows(int parts) {
    return parts == 1 ? VectorTile.ROWS : VectorTile.WINDOW_ROWS;
  }

  @Override
  public int tileColumns() {
    return VectorTile.COLUMNS;
  }

  @Override
  public void clearTile(float[] c, int cOffset, int cStride) {
    VectorTile.clear(c, cOffset, cStride);
  }

  @Override
  public void packTransposed(
      int rows, int n, float[] src, int srcOffset, int srcStride, float[] dst, int dstOffset) {
    // With a constant stride the compiler drops the bounds check per element.
    for (int i = 0; i < rows; i++) {
      int from = srcOffset + i * srcStride;
      int to = dstOffset + i;
      for (int k = 0; k < n; k++) {
        dst[to + k * VectorTile.COLUMNS] = src[from + k];
      }
    }
  }

  @Override
  public void gemmTile(
      int rows,
      int k,
      float[] a,
      int aOffset,
      int aStride,
      float[] b,
      int bOffset,
      float[] c,
      int cOffset,
      int cStride) {
    if (VectorTile.ROWS == 8) {
      VectorTile.ofEight(
          a,
          aOffset,
          aOffset + Math.min(1, rows - 1) * aStride,
          aOffset + Math.min(2, rows - 1) * aStride,
          aOffset + Math.min(3, rows - 1) * aStride,
          aOffset + Math.min(4, rows - 1) * aStride,
          aOffset + Math.min(5, rows - 1) * aStride,
          aOffset + Math.min(6, rows - 1) * aStride,
          aOffset + Math.min(7, rows - 1) * aStride,
          1,
          0,
          k,
          b,
          bOffset,
          c,
          cOffset,
          cStride);
    } else if (rows > VectorTile.WINDOW_ROWS) {
      VectorTile.ofSix(
          a,
          aOffset,
          aOffset + Math.min(1, rows - 1) * aStride,
          aOffset + Math.min(2, rows - 1) * aStride,
          aOffset + Math.min(3, rows - 1) * aStride,
          aOffset + Math.min(4, rows - 1) * aStride,
          aOffset + Math.min(5, rows - 1) * aStride,
          k,
          b,
          bOffset,
          c,
          cOffset,
          cStride);
    } else {
      VectorTile.ofFive(
          a,
          aOffset,
          aOffset + Math.min(1, rows - 1) * aStride,
          aOffset + Math.min(2, rows - 1) * aStride,
          aOffset + Math.min(3, rows - 1) * aStride,
          aOffset + Math.min(4, rows - 1) * aStride,
          1,
          0,
          k,
          b,
          bOffset,
          c,
          cOffset,
          cStride);
    }
  }

  @Override
  public void windowTile(
      int rows,
      int[] starts,
      int first,
      int shift,
      int parts,
      int partStep,
      int k,
      float[] a,
      float[] b,
      int bOffset,
      float[] c,
      int cOffset,
      int cStride) {
    if (VectorTile.ROWS == 8) {
      VectorTile.ofEight(
          a,
          shift + starts[first],
          shift + starts[first + Math.min(1, rows - 1)],
          shift + starts[first + Math.min(2, rows - 1)],
          shift + starts[first + Math.min(3, rows - 1)],
          shift + starts[first + Math.min(4, rows - 1)],
          shift + starts[first + Math.min(5, rows - 1)],
          shift + starts[first + Math.min(6, rows - 1)],
          shift + starts[first + Math.min(7, rows - 1)],
          parts,
          partStep,
          k,
          b,
          bOffset,
          c,
          cOffset,
          cStride);
    } else if (rows > VectorTile.WINDOW_ROWS) {
      VectorTile.ofSix(
          a,
          shift + starts[first],
          shift + starts[first + 1],
          shift + starts[first + 2],
          shift + starts[first + 3],
          shift + starts[first + 4],
          shift + starts[first + 5],
          k,
          b,
          bOffset,
          c,
          cOffset,
          cStride);
    } else {
      VectorTile.ofFive(
          a,
          shift + starts[first],
          shift + starts[first + Math.min(1, rows - 1)],
          shift + starts[first + Math.min(2, rows - 1)],
          shift + starts[first + Math.min(3, rows - 1)],
          shift + starts[first + Math.min(4, rows - 1)],
          parts,
          partStep,
          k,
          b,
          bOffset,
          c,
          cOffset,
          cStride);
    }
  }

  @Override
  public int copyRuns(int count, int[] runs, int shift, float[] src, float[] dst, int dstOffset) {
    int to = dstOffset;
    for (int run = 0; run < count; run++) {
      int from = runs[2 * run] + shift;
      int length = runs[2 * run + 1];
      if (from + length + LANES > src.length) {
        System.arraycopy(src, from, dst, to, length);
      } else {
        for (int i = 0; i < length; i += LANES) {
          load(src, from + i).intoArray(dst, to + i);
        }
      }
      to += length;
    }
    return to;
  }

  @Override
  public void axpy(int n, float alpha, float[] x, int xOffset, float[] y, int yOffset) {
    int whole = SPECIES.loopBound(n);
    for (int i = 0; i < whole; i += LANES) {
      load(x, xOffset + i)
          .lanewise(VectorOperators.FMA, alpha, load(y, yOffset + i))
          .intoArray(y, yOffset + i);
    }
    REST.axpy(n - whole, alpha, x, xOffset + whole, y, yOffset + whole);
  }

  @Override
  public void addScalar(
      int n, float[] src, int srcOffset, float value, float[] dst, int dstOffset) {
    int whole = SPECIES.loopBound(n);
    for (int i = 0; i < whole; i += LANES) {
      load(src, srcOffset + i).add(value).intoArray(dst, dstOffset + i);
    }
    REST.addScalar(n - whole, src, srcOffset + whole, value, dst, dstOffset + whole);
  }

  @Override
  public float sum(int n, float[] x, int xOffset) {
    FloatVector sums = FloatVector.zero(SPECIES);
    int whole = SPECIES.loopBound(n);
    for (int i = 0; i < whole; i += LANES) {
      sums = sums.add(load(x, xOffset + i));
    }
    return addLanes(sums) + REST.sum(n - whole, x, xOffset + whole);
  }

  @Override
  public float dot(int n, float[] x, int xOffset, float[] y, int yOffset) {
    FloatVector sums = FloatVector.zero(SPECIES);
    int whole = SPECIES.loopBound(n);
    for (int i = 0; i < whole; i += LANES) {
      sums = load(x, xOffset + i).fma(load(y, yOffset + i), sums);
    }
    return addLanes(sums) + REST.dot(n - whole, x, xOffset + whole, y, yOffset + whole);
  }

  /**
   * The sum of a vector's lanes, first to last. {@code reduceLanes(ADD)} leaves the order open, and
   * interpreted and compiled code use different ones: two equal runs would not give the same bits.
   */
  private static float addLanes(FloatVector vector) {
    float sum = 0;
    for (int lane = 0; lane < LANES; lane++) {
      sum += vector.lane(lane);
    }
    return sum;
  }

  @Override
  public void relu(int n, float[] src, int srcOffset, float[] dst, int dstOffset) {
    int whole = SPECIES.loopBound(n);
    for (int i = 0; i < whole; i += LANES) {
      load(src, srcOffset + i).max(0f).intoArray(dst, dstOffset + i);
    }
    REST.relu(n - whole, src, srcOffset + whole, dst, dstOffset + whole);
  }

  @Override
  public void reluBackward(
      int n,
      float[] dst,
      int dstOffset,
      float[] diffDst,
      int diffDstOffset,
      float[] diffSrc,
      int diffSrcOffset) {
    int whole = SPECIES.loopBound(n);
    for (int i = 0; i < whole; i += LANES) {
      VectorMask<Float> dead = load(dst, dstOffset + i).compare(VectorOperators.LE, 0f);
      load(diffDst, diffDstOffset + i).blend(0f, dead).intoArray(diffSrc, diffSrcOffset + i);
    }
    REST.reluBackward(
        n - whole,
        dst,
        dstOffset + whole,
        diffDst,
        diffDstOffset + whole,
        diffSrc,
        diffSrcOffset + whole);
  }

  @Override
  public void sgdStep(
      int n,
      float[] w,
      int wOffset,
      float[] g,
      int gOffset,
      float[] v,
      int vOffset,
      float rate,
      float momentum,
      float decay,
      boolean nesterov) {
    int whole = SPECIES.loopBound(n);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector weight = load(w, wOffset + i);
      FloatVector gradient = weight.lanewise(VectorOperators.FMA, decay, load(g, gOffset + i));
      FloatVector velocity = load(v, vOffset + i).lanewise(VectorOperators.FMA, momentum, gradient);
      FloatVector step =
          nesterov ? velocity.lanewise(VectorOperators.FMA, momentum, gradient) : velocity;
      velocity.intoArray(v, vOffset + i);
      step.lanewise(VectorOperators.FMA, -rate, weight).intoArray(w, wOffset + i);
    }
    REST.sgdStep(
        n - whole,
        w,
        wOffset + whole,
        g,
        gOffset + whole,
        v,
        vOffset + whole,
        rate,
        momentum,
        decay,
        nesterov);
  }

  @Override
  public void adamwStep(
      int n,
      float[] w,
      int wOffset,
      float[] g,
      int gOffset,
      float[] m,
      int mOffset,
      float[] s,
      int sOffset,
      AdamW numbers) {
    int whole = SPECIES.loopBound(n);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector gradient = load(g, gOffset + i);
      FloatVector old = load(m, mOffset + i);
      FloatVector mean =
          gradient.sub(old).lanewise(VectorOperators.FMA, numbers.oneMinusBeta1(), old);
      FloatVector square =
          gradient
              .mul(numbers.oneMinusBeta2())
              .lanewise(VectorOperators.FMA, gradient, load(s, sOffset + i).mul(numbers.beta2()));
      FloatVector divisor = square.sqrt().div(numbers.sqrtBiasCorrection2()).add(numbers.eps());
      mean.intoArray(m, mOffset + i);
      square.intoArray(s, sOffset + i);
      mean.div(divisor)
          .lanewise(
              VectorOperators.FMA, -numbers.rate(), load(w, wOffset + i).mul(numbers.decayFactor()))
          .intoArray(w, wOffset + i);
    }
    REST.adamwStep(
        n - whole,
        w,
        wOffset + whole,
        g,
        gOffset + whole,
        m,
        mOffset + whole,
        s,
        sOffset + whole,
        numbers);
  }

  private static FloatVector load(float[] array, int offset) {
    return FloatVector.fromArray(SPECIES, array, offset);
  }
}
