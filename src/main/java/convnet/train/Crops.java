package convnet.train;

/** The crops of an image that a network classifies to get one result. */
public enum Crops {
  /** The centre. */
  ONE(1, 0),

  /**
   * The corners, the centre and their mirror images; the probabilities are averaged (Krizhevsky et
   * al., 2012).
   */
  TEN(10, 4);

  private final int count;
  private final int middle;

  Crops(int count, int middle) {
    this.count = count;
    this.middle = middle;
  }

  /** The number of network inputs for an image. */
  public int count() {
    return count;
  }

  /** The index of the centre crop, not mirrored. */
  int middle() {
    return middle;
  }
}
