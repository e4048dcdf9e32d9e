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
  SYMMETRIC
}
