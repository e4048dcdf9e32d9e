package convnet.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The taps of two pixels of output, one below the other: what both read is loaded once. The upper
 * one reads the first {@code weights.length} of the offsets, the lower one those from {@code alone}
 * on; each pixel's sum keeps its order.
 *
 * @param offsets where what is read is, from the upper pixel's first tap
 * @param weights by what each of the two multiplies what it reads
 * @param alone how much the upper pixel reads before the lower one begins
 */
public record PairedTaps(int[] offsets, float[] weights, int alone) {

  /**
   * Pairs a pixel's taps with those of the pixel below it, which reads everything {@code step}
   * later. Shared is what the upper pixel reads last and the lower one first.
   *
   * @return null if they share nothing
   */
  public static @Nullable PairedTaps of(Taps taps, int step) {
    int count = taps.count();
    int alone = 0;
    while (!isShared(taps.offsets(), alone, step)) {
      alone++;
    }
    if (alone == count) {
      return null;
    }
    int[] offsets = Arrays.copyOf(taps.offsets(), count + alone);
    for (int t = count; t < offsets.length; t++) {
      offsets[t] = offsets[t - alone] + step;
    }
    return new PairedTaps(offsets, taps.weights(), alone);
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
}
