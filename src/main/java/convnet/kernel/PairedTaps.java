package convnet.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The taps of two output pixels, one below the other, so that an element that both read is loaded
 * once. The upper pixel reads at the first {@code weights.length} offsets, the lower one at those
 * from {@code alone} on; each pixel's sum keeps its order.
 *
 * @param offsets the elements that are read, relative to the start of the upper pixel's window
 * @param weights the weights of the filter's taps, the same for both pixels
 * @param alone the number of first offsets that only the upper pixel reads
 */
public record PairedTaps(int[] offsets, float[] weights, int alone) {

  /**
   * Pairs a pixel's taps with those of the pixel below it, whose offsets are {@code step} larger.
   * The last elements that the upper pixel reads are the first ones of the lower pixel.
   *
   * @return null if they share no element
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

  /** Whether the upper pixel's taps from {@code start} on read what the lower's first taps read. */
  private static boolean isShared(int[] offsets, int start, int step) {
    for (int t = start; t < offsets.length; t++) {
      if (offsets[t] != offsets[t - start] + step) {
        return false;
      }
    }
    return true;
  }
}
