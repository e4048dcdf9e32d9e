package convnet.kernel;

import java.util.Arrays;

/**
 * The taps of two pixels, one below the other: what both read is loaded once. The offsets are those
 * of the upper pixel alone, then those of both, then those of the lower pixel alone; each pixel's
 * sum keeps its order.
 *
 * @param offsets where a tap's pixel is, from the first one's
 * @param upper the upper pixel's weights, for the offsets up to {@code upperEnd}
 * @param lower the lower pixel's weights, for the offsets from {@code lowerStart} on
 */
public record PairedTaps(
    int[] offsets, float[] upper, float[] lower, int upperEnd, int lowerStart) {

  /**
   * Pairs a pixel's taps with those of the pixel that reads everything {@code step} later. Shared
   * is what the upper pixel reads last and the lower one first.
   */
  public static PairedTaps of(Taps taps, int step) {
    int count = taps.count();
    int alone = 0;
    while (alone < count && !isShared(taps.offsets(), alone, step)) {
      alone++;
    }
    int[] offsets = Arrays.copyOf(taps.offsets(), count + alone);
    for (int t = count; t < offsets.length; t++) {
      offsets[t] = taps.offsets()[t - alone] + step;
    }
    float[] lower = new float[count + alone];
    System.arraycopy(taps.weights(), 0, lower, alone, count);
    return new PairedTaps(
        offsets, Arrays.copyOf(taps.weights(), count + alone), lower, count, alone);
  }

  /** Whether from {@code start} on the upper pixel reads what the lower one begins with. */
  private static boolean isShared(int[] offsets, int start, int step) {
    for (int t = start; t < offsets.length; t++) {
      if (offsets[t] != offsets[t - start] + step) {
        return false;
      }
    }
    return true;
  }

  /** How many pixels are loaded for the two sums. */
  public int count() {
    return offsets.length;
  }
}
