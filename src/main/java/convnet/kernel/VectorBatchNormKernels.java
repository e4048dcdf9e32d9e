package convnet.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Batch normalisation in vectors; sums in two of four doubles, where the machine has such. */
public final class VectorBatchNormKernels implements BatchNormKernels {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_256;

  /** As many floats as there are doubles in a vector. */
  private static final VectorSpecies<Float> HALF = FloatVector.SPECIES_128;

  /** How many parts a sum has; 0 where vectors are too short for them. */
  private static final int PARTS = SPECIES.vectorBitSize() < 256 ? 0 : 8;

  /** What does not fill a vector. */
  private static final BatchNormKernels REST = new ScalarBatchNormKernels();

  @Override
  public double sum(int n, float[] x, int xOffset) {
    DoubleVector low = DoubleVector.zero(DOUBLES);
    DoubleVector high = DoubleVector.zero(DOUBLES);
    int whole = whole(n);
    for (int i = 0; i < whole; i += 8) {
      low = low.add(doubles(x, xOffset + i));
      high = high.add(doubles(x, xOffset + i + 4));
    }
    return addLanes(low) + addLanes(high) + REST.sum(n - whole, x, xOffset + whole);
  }

  @Override
  public double squares(int n, float[] x, int xOffset, double mean) {
    DoubleVector low = DoubleVector.zero(DOUBLES);
    DoubleVector high = DoubleVector.zero(DOUBLES);
    int whole = whole(n);
    for (int i = 0; i < whole; i += 8) {
      low = low.add(square(doubles(x, xOffset + i).sub(mean)));
      high = high.add(square(doubles(x, xOffset + i + 4).sub(mean)));
    }
    return addLanes(low) + addLanes(high) + REST.squares(n - whole, x, xOffset + whole, mean);
  }

  @Override
  public double product(
      int n, float[] g, int gOffset, float[] x, int xOffset, float mean, float inverse) {
    DoubleVector low = DoubleVector.zero(DOUBLES);
    DoubleVector high = DoubleVector.zero(DOUBLES);
    int whole = whole(n);
    for (int i = 0; i < whole; i += 8) {
      low = low.add(doubles(g, gOffset + i).mul(normalized(x, xOffset + i, mean, inverse)));
      high =
          high.add(doubles(g, gOffset + i + 4).mul(normalized(x, xOffset + i + 4, mean, inverse)));
    }
    return addLanes(low)
        + addLanes(high)
        + REST.product(n - whole, g, gOffset + whole, x, xOffset + whole, mean, inverse);
  }

  /** How many elements come in eights. */
  private static int whole(int n) {
    return PARTS == 0 ? 0 : n - n % PARTS;
  }

  private static DoubleVector doubles(float[] array, int at) {
    return doubles(FloatVector.fromArray(HALF, array, at));
  }

  private static DoubleVector doubles(FloatVector floats) {
    return (DoubleVector) floats.convertShape(VectorOperators.F2D, DOUBLES, 0);
  }

  private static DoubleVector square(DoubleVector x) {
    return x.mul(x);
  }

  private static DoubleVector normalized(float[] x, int at, float mean, float inverse) {
    return doubles(FloatVector.fromArray(HALF, x, at).sub(mean).mul(inverse));
  }

  /** In the order of the scalar sums, which {@code reduceLanes} leaves open. */
  private static double addLanes(DoubleVector x) {
    return (x.lane(0) + x.lane(1)) + (x.lane(2) + x.lane(3));
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
