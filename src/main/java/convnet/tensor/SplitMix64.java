package convnet.tensor;

/**
 * Random numbers as a function of their position in a sequence (G. Steele, D. Lea, C. Flood, "Fast
 * splittable pseudorandom number generators", 2014, figure 17): the n-th number of a seed is {@code
 * mix(seed + n · STEP)}. The sequence of a seed is fixed for good.
 */
public final class SplitMix64 {
  /** The increment from one state to the next: 2⁶⁴ divided by the golden ratio. */
  public static final long STEP = 0x9E3779B97F4A7C15L;

  private SplitMix64() {}

  /** The random number of a state: MurmurHash3's finaliser in Stafford's variant 13. */
  public static long mix(long state) {
    long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
