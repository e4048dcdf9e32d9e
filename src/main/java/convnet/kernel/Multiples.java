package convnet.kernel;

/** Sizes of blocks, which are whole numbers of tiles or vectors. */
public final class Multiples {
  private Multiples() {}

  /** The least multiple that is not below {@code n}. */
  public static int roundUp(int n, int multiple) {
    return Math.ceilDiv(n, multiple) * multiple;
  }
}
