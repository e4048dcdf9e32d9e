package convnet.io;

/**
 * How to turn the stored pixels for display: the eight values of the EXIF tag <i>Orientation</i>
 * (TIFF 6.0, tag 274). Pixel (x, y) of the upright image is the stored pixel with the index {@code
 * start + x · stepX + y · stepY}.
 */
enum Orientation {
  UPRIGHT,
  MIRRORED,
  ROTATED_180,
  FLIPPED,
  TRANSPOSED,
  ROTATED_90,
  TRANSVERSED,
  ROTATED_270;

  /** The orientation with an EXIF value; anything outside 1..8 is upright. */
  static Orientation ofExif(int value) {
    return value >= 1 && value <= 8 ? values()[value - 1] : UPRIGHT;
  }

  /** Whether width and height are swapped. */
  boolean swapsAxes() {
    return ordinal() >= TRANSPOSED.ordinal();
  }

  /** The index of the upright image's first pixel in a stored image of this size. */
  int start(int width, int height) {
    return switch (this) {
      case UPRIGHT, TRANSPOSED -> 0;
      case MIRRORED, ROTATED_270 -> width - 1;
      case FLIPPED, ROTATED_90 -> (height - 1) * width;
      case ROTATED_180, TRANSVERSED -> height * width - 1;
    };
  }

  /** The index step to the next pixel on the right, in a stored image of this width. */
  int stepX(int width) {
    return switch (this) {
      case UPRIGHT, FLIPPED -> 1;
      case MIRRORED, ROTATED_180 -> -1;
      case TRANSPOSED, ROTATED_270 -> width;
      case ROTATED_90, TRANSVERSED -> -width;
    };
  }

  /** The index step to the next pixel below, in a stored image of this width. */
  int stepY(int width) {
    return switch (this) {
      case UPRIGHT, MIRRORED -> width;
      case ROTATED_180, FLIPPED -> -width;
      case TRANSPOSED, ROTATED_90 -> 1;
      case TRANSVERSED, ROTATED_270 -> -1;
    };
  }
}
