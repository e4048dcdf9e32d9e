package convnet.io;

/**
 * The largest image that is read. The limit is checked against the size in the header, before
 * memory is allocated for the pixels: a file of a hundred bytes can ask for gigabytes.
 *
 * @param maxPixels the most pixels, width times height
 */
public record ImageLimits(long maxPixels) {
  /** 128 million pixels. */
  public static final ImageLimits DEFAULT = new ImageLimits(128_000_000);

  public ImageLimits {
    if (maxPixels < 1) {
      throw new IllegalArgumentException("--max-pixels must be 1 or more, not " + maxPixels);
    }
  }

  /**
   * Refuses an image that is too large, or that claims more pixels than {@code bytes} can encode.
   *
   * @param bytes the size of the file; irrelevant if {@code pixelsPerByte} is 0
   * @param pixelsPerByte the most pixels that a byte of this format stands for, 0 if unbounded
   */
  void check(String name, int width, int height, long bytes, long pixelsPerByte)
      throws MalformedFileException {
    long pixels = (long) width * height;
    if (pixels > maxPixels) {
      throw new MalformedFileException(
          name,
          "is %d wide and %d high: %d pixels, over --max-pixels %d"
              .formatted(width, height, pixels, maxPixels));
    }
    if (pixelsPerByte > 0 && pixels > bytes * pixelsPerByte) {
      throw new MalformedFileException(
          name,
          "claims to be %d wide and %d high: its %d bytes cannot hold that many pixels"
              .formatted(width, height, bytes));
    }
  }
}
