package convnet.train;

/** Through how many windows a network looks at an image before it answers. */
public enum Crops {
  /** The middle. */
  ONE(1, 0),

  /**
   * The corners, the middle and their mirror images, the probabilities averaged (Krizhevsky et al.,
   * 2012).
   */
  TEN(10, 4);

  private final int count;
  private final int middle;

  Crops(int count, int middle) {
    this.count = count;
    this.middle = middle;
  }

  /** How many inputs of the network an image makes. */
  public int count() {
    return count;
  }

  /** Which of them is the middle. */
  int middle() {
    return middle;
  }
}
