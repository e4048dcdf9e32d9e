package convnet.kernel;

/** Rounding of block sizes to whole tiles or vectors. */
public final class Multiples {
  private Multiples() {}

  /** The smallest multiple of {@code multiple} that is at least {@code n}. */
  public static int roundUp(int n, int multiple) {
    return Math.ceilDiv(n, multiple) * multiple;
  }
}
