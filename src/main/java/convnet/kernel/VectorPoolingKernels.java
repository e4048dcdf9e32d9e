package convnet.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** Max pooling on the Vector API, of as many windows at once as a vector has lanes. */
public final class VectorPoolingKernels implements PoolingKernels {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS = SPECIES.withLanes(int.class);
  private static final int LANES = SPECIES.length();

  /** With {@code ODD}: select the even or the odd lanes of two vectors, one after the other. */
  private static final VectorShuffle<Float> EVEN = everyOther(0);

  private static final VectorShuffle<Float> ODD = everyOther(1);

  /** For windows that do not fill a vector. */
  private static final PoolingKernels REST = new ScalarPoolingKernels();

  private static VectorShuffle<Float> everyOther(int first) {
    return VectorShuffle.fromOp(
        SPECIES, lane -> first + (lane < LANES / 2 ? 2 * lane : 2 * lane - 2 * LANES));
  }

  @Override
  public void takeLarger(
      int n,
      float[] src,
      int srcOffset,
      int stride,
      int index,
      float[] max,
      int maxOffset,
      int[] indices,
      int indicesOffset) {
    int i = 0;
    if (stride <= 2) {
      IntVector steps = IntVector.zero(INTS).addIndex(stride);
      for (; i < n && srcOffset + i * stride + 2 * LANES <= src.length; i += LANES) {
        FloatVector value = load(src, srcOffset + i * stride);
        if (stride == 2) {
          value = value.rearrange(EVEN, load(src, srcOffset + i * stride + LANES));
        }
        VectorMask<Float> inside = SPECIES.indexInRange(i, n);
        VectorMask<Integer> insideInts = INTS.indexInRange(i, n);
        FloatVector old = FloatVector.fromArray(SPECIES, max, maxOffset + i, inside);
        IntVector oldIndices = IntVector.fromArray(INTS, indices, indicesOffset + i, insideInts);
        VectorMask<Float> larger = isLarger(value, old);
        old.blend(value, larger).intoArray(max, maxOffset + i, inside);
        oldIndices
            .blend(steps.add(index + i * stride), larger.cast(INTS))
            .intoArray(indices, indicesOffset + i, insideInts);
      }
    }
    REST.takeLarger(
        Math.max(0, n - i),
        src,
        srcOffset + i * stride,
        stride,
        index + i * stride,
        max,
        maxOffset + i,
        indices,
        indicesOffset + i);
  }

  @Override
  public void largest(
      int n,
      int rows,
      int columns,
      float[] src,
      int srcOffset,
      int srcRow,
      int stride,
      int index,
      float[] dst,
      int dstOffset,
      int[] indices,
      int indicesOffset) {
    int i = 0;
    if (stride <= 2) {
      IntVector steps = IntVector.zero(INTS).addIndex(stride);
      int end = src.length - 2 * LANES - (rows - 1) * srcRow - (columns - 1);
      for (; i < n && srcOffset + i * stride <= end; i += LANES) {
        FloatVector max = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        IntVector place = steps.add(index + i * stride);
        for (int r = 0; r < rows; r++) {
          for (int c = 0; c < columns; c++) {
            int at = r * srcRow + i * stride + c;
            FloatVector value = load(src, srcOffset + at);
            if (stride == 2) {
              value = value.rearrange(EVEN, load(src, srcOffset + at + LANES));
            }
            VectorMask<Float> larger = isLarger(value, max);
            max = max.blend(value, larger);
            place = place.blend(steps.add(index + at), larger.cast(INTS));
          }
        }
        if (i + LANES <= n) {
          max.intoArray(dst, dstOffset + i);
          place.intoArray(indices, indicesOffset + i);
        } else {
          max.intoArray(dst, dstOffset + i, SPECIES.indexInRange(i, n));
          place.intoArray(indices, indicesOffset + i, INTS.indexInRange(i, n));
        }
      }
    }
    REST.largest(
        Math.max(0, n - i),
        rows,
        columns,
        src,
        srcOffset + i * stride,
        srcRow,
        stride,
        index + i * stride,
        dst,
        dstOffset + i,
        indices,
        indicesOffset + i);
  }

  @Override
  public void largestOfFour(
      int rows,
      int width,
      float[] src,
      int srcOffset,
      int index,
      float[] dst,
      int dstOffset,
      int[] indices,
      int indicesOffset) {
    int pixels = 2 * width;
    // A vector of windows is a part of a row of output, or two whole rows.
    boolean paired = pixels == LANES;
    int y = 0;
    if (paired || width % LANES == 0) {
      int each = paired ? 2 : 1;
      int second = paired ? 2 * pixels : LANES;
      IntVector steps = IntVector.zero(INTS).addIndex(2);
      if (paired) {
        steps = steps.add(LANES, INTS.indexInRange(-LANES / 2, LANES / 2));
      }
      for (; y + each <= rows; y += each) {
        for (int x = 0; x < width; x += LANES) {
          int at = y * 2 * pixels + 2 * x;
          int from = srcOffset + at;
          IntVector place = steps.add(index + at);
          FloatVector first = load(src, from);
          FloatVector next = load(src, from + second);
          FloatVector below = load(src, from + pixels);
          FloatVector belowNext = load(src, from + pixels + second);

          FloatVector max = first.rearrange(EVEN, next);
          FloatVector value = first.rearrange(ODD, next);
          VectorMask<Float> larger = isLarger(value, max);
          max = max.blend(value, larger);
          IntVector places = place.blend(place.add(1), larger.cast(INTS));

          value = below.rearrange(EVEN, belowNext);
          larger = isLarger(value, max);
          max = max.blend(value, larger);
          places = places.blend(place.add(pixels), larger.cast(INTS));

          value = below.rearrange(ODD, belowNext);
          larger = isLarger(value, max);
          max = max.blend(value, larger);
          places = places.blend(place.add(pixels + 1), larger.cast(INTS));

          max.intoArray(dst, dstOffset + y * width + x);
          places.intoArray(indices, indicesOffset + y * width + x);
        }
      }
    }
    REST.largestOfFour(
        rows - y,
        width,
        src,
        srcOffset + y * 2 * pixels,
        index + y * 2 * pixels,
        dst,
        dstOffset + y * width,
        indices,
        indicesOffset + y * width);
  }

  /** Where a value replaces the maximum so far: NaN always does. */
  private static VectorMask<Float> isLarger(FloatVector value, FloatVector max) {
    return value.compare(VectorOperators.GT, max).or(value.compare(VectorOperators.NE, value));
  }

  private static FloatVector load(float[] array, int at) {
    return FloatVector.fromArray(SPECIES, array, at);
  }
}
