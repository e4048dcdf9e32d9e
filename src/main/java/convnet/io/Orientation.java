package convnet.io;

/**
 * How the stored pixels are to be turned for display: the eight values of the EXIF tag
 * <i>Orientation</i> (TIFF 6.0, tag 274). A pixel of the upright image stands in the stored one at
 * {@code start + x · stepX + y · stepY}, counted in pixels.
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

  /** The orientation of an EXIF value; what is outside 1..8 is upright. */
  static Orientation ofExif(int value) {
    return value >= 1 && value <= 8 ? values()[value - 1] : UPRIGHT;
  }

  /** Whether width and height change places. */
  boolean swapsAxes() {
    return ordinal() >= TRANSPOSED.ordinal();
  }

  /** Where the upright image's first pixel stands in a stored image of this size. */
  int start(int width, int height) {
    return switch (this) {
      case UPRIGHT, TRANSPOSED -> 0;
      case MIRRORED, ROTATED_270 -> width - 1;
      case FLIPPED, ROTATED_90 -> (height - 1) * width;
      case ROTATED_180, TRANSVERSED -> height * width - 1;
    };
  }

  /** How far the next pixel to the right stands. */
  int stepX(int width) {
    return switch (this) {
      case UPRIGHT, FLIPPED -> 1;
      case MIRRORED, ROTATED_180 -> -1;
      case TRANSPOSED, ROTATED_270 -> width;
      case ROTATED_90, TRANSVERSED -> -width;
    };
  }

  /** How far the next pixel down stands. */
  int stepY(int width) {
    return switch (this) {
      case UPRIGHT, MIRRORED -> width;
      case ROTATED_180, FLIPPED -> -width;
      case TRANSPOSED, ROTATED_90 -> 1;
      case TRANSVERSED, ROTATED_270 -> -1;
    };
  }
}
