package convnet.op;

/** What the padding around an image is filled with. The first four modes are PyTorch's. */
public enum PaddingMode {
  /** Zeros. */
  ZEROS,
  /** The mirror image, the edge itself not repeated: {@code 3 2 | 1 2 3 | 2 1}. */
  REFLECT,
  /** The edge repeated: {@code 1 1 | 1 2 3 | 3 3}. */
  REPLICATE,
  /** The other side of the image: {@code 2 3 | 1 2 3 | 1 2}. */
  CIRCULAR,
  /** The mirror image, the edge repeated: {@code 2 1 | 1 2 3 | 3 2}. */
  SYMMETRIC;

  /**
   * The index of the element that a position takes its value from, or −1 for a zero.
   *
   * @param position counted from the first element, and no further outside than this mode's padding
   *     may reach
   * @param size the number of elements
   */
  public int source(int position, int size) {
    if (position >= 0 && position < size) {
      return position;
    }
    return switch (this) {
      case ZEROS -> -1;
      case REFLECT -> position < 0 ? -position : 2 * (size - 1) - position;
      case SYMMETRIC -> position < 0 ? -position - 1 : 2 * size - 1 - position;
      case REPLICATE -> position < 0 ? 0 : size - 1;
      case CIRCULAR -> position < 0 ? position + size : position - size;
    };
  }
}
