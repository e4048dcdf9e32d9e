package convnet.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Batch normalisation on the Vector API; the partial sums are two vectors of four doubles, where
 * the machine has those.
 */
public final class VectorBatchNormKernels implements BatchNormKernels {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_256;

  /** As many floats as a vector of {@link #DOUBLES} has doubles. */
  private static final VectorSpecies<Float> HALF = FloatVector.SPECIES_128;

  private static final int HALF_OF_PARTS = PARTS / 2;

  /** Whether the machine has vectors of at least 256 bits. */
  private static final boolean SUMS_IN_VECTORS = SPECIES.vectorBitSize() >= 256;

  /** For elements that do not fill a vector. */
  private static final BatchNormKernels REST = new ScalarBatchNormKernels();

  @Override
  public void addMoments(int n, float[] x, int xOffset, double shift, double[] sums, int at) {
    DoubleVector low = DoubleVector.zero(DOUBLES);
    DoubleVector high = low;
    DoubleVector lowSquares = low;
    DoubleVector highSquares = low;
    int whole = wholeParts(n);
    for (int i = 0; i < whole; i += PARTS) {
      DoubleVector value = doubles(x, xOffset + i).sub(shift);
      low = low.add(value);
      lowSquares = lowSquares.add(value.mul(value));
      value = doubles(x, xOffset + i + HALF_OF_PARTS).sub(shift);
      high = high.add(value);
      highSquares = highSquares.add(value.mul(value));
    }
    sums[at] += addLanes(addLanes(0, low), high);
    sums[at + 1] += addLanes(addLanes(0, lowSquares), highSquares);
    REST.addMoments(n - whole, x, xOffset + whole, shift, sums, at);
  }

  @Override
  public void addProducts(
      int n,
      float[] g,
      int gOffset,
      float[] x,
      int xOffset,
      float mean,
      float inverse,
      double[] sums,
      int at) {
    DoubleVector low = DoubleVector.zero(DOUBLES);
    DoubleVector high = low;
    DoubleVector lowProducts = low;
    DoubleVector highProducts = low;
    int whole = wholeParts(n);
    for (int i = 0; i < whole; i += PARTS) {
      DoubleVector gradient = doubles(g, gOffset + i);
      low = low.add(gradient);
      lowProducts = lowProducts.add(gradient.mul(normalized(x, xOffset + i, mean, inverse)));
      int half = i + HALF_OF_PARTS;
      gradient = doubles(g, gOffset + half);
      high = high.add(gradient);
      highProducts = highProducts.add(gradient.mul(normalized(x, xOffset + half, mean, inverse)));
    }
    sums[at] += addLanes(addLanes(0, low), high);
    sums[at + 1] += addLanes(addLanes(0, lowProducts), highProducts);
    REST.addProducts(n - whole, g, gOffset + whole, x, xOffset + whole, mean, inverse, sums, at);
  }

  /** The number of elements to sum in vectors; 0 where the machine's are too short. */
  private static int wholeParts(int n) {
    return SUMS_IN_VECTORS ? n - n % PARTS : 0;
  }

  private static DoubleVector doubles(float[] array, int at) {
    return doubles(FloatVector.fromArray(HALF, array, at));
  }

  private static DoubleVector doubles(FloatVector floats) {
    return (DoubleVector) floats.convertShape(VectorOperators.F2D, DOUBLES, 0);
  }

  private static DoubleVector normalized(float[] x, int at, float mean, float inverse) {
    return doubles(FloatVector.fromArray(HALF, x, at).sub(mean).mul(inverse));
  }

  /** Adds the lanes in order: {@code reduceLanes} leaves the order open. */
  private static double addLanes(double sum, DoubleVector x) {
    return sum + x.lane(0) + x.lane(1) + x.lane(2) + x.lane(3);
  }

  @Override
  public void affine(
      int n,
      float[] src,
      int srcOffset,
      float mean,
      float scale,
      float shift,
      float[] dst,
      int dstOffset) {
    int whole = SPECIES.loopBound(n);
    for (int i = 0; i < whole; i += LANES) {
      load(src, srcOffset + i).sub(mean).mul(scale).add(shift).intoArray(dst, dstOffset + i);
    }
    REST.affine(n - whole, src, srcOffset + whole, mean, scale, shift, dst, dstOffset + whole);
  }

  @Override
  public void gradient(
      int n,
      float[] x,
      int xOffset,
      float mean,
      float slope,
      float[] g,
      int gOffset,
      float meanGradient,
      float scale,
      float[] dx,
      int dxOffset) {
    int whole = SPECIES.loopBound(n);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector centred = load(x, xOffset + i).sub(mean);
      load(g, gOffset + i)
          .sub(meanGradient)
          .sub(centred.mul(slope))
          .mul(scale)
          .intoArray(dx, dxOffset + i);
    }
    REST.gradient(
        n - whole,
        x,
        xOffset + whole,
        mean,
        slope,
        g,
        gOffset + whole,
        meanGradient,
        scale,
        dx,
        dxOffset + whole);
  }

  private static FloatVector load(float[] array, int at) {
    return FloatVector.fromArray(SPECIES, array, at);
  }
}
