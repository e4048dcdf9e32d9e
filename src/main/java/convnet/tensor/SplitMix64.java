package convnet.tensor;

/**
 * Random numbers that are a function of their place in a sequence (G. Steele, D. Lea, C. Flood,
 * "Fast splittable pseudorandom number generators", 2014, figure 17): the n-th of a seed is {@code
 * mix(seed + n · STEP)}. What comes of a seed is fixed for good.
 */
public final class SplitMix64 {
  /** From one state to the next: 2⁶⁴ divided by the golden ratio. */
  public static final long STEP = 0x9E3779B97F4A7C15L;

  private SplitMix64() {}

  /** The number of a state: the finaliser of MurmurHash3, in its 13th variant by Stafford. */
  public static long mix(long state) {
    long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
