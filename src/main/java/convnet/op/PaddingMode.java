package convnet.op;

/** What stands in the padding round an image. The first four are PyTorch's. */
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
   * Which of {@code size} elements stands at {@code position}, counted from the first element and
   * not further away than this padding may reach; −1 for a zero.
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
