package convnet.io;

import org.jspecify.annotations.Nullable;

/**
 * How pictures are written. Formats of numbers take no notice.
 *
 * @param map how numbers become 0..1; null is {@link ValueMap#CLIP}, except that floating-point
 *     samples (pfm, tiff of 32 bits) then hold the numbers as they are
 * @param bitDepth bits of a sample, 0 for the default of the format
 * @param quality of a JPEG, 1 to 100
 * @param maps what the maps are to each other
 * @param loop encodes the parts of a large JPEG
 */
public record WriteOptions(
    @Nullable ValueMap map, int bitDepth, int quality, Maps maps, PartLoop loop) {
  /** What the maps of a tensor are to each other. */
  public enum Maps {
    /** The channels of one picture. */
    COLOURS,
    /** Results of their own: three may be shown as colours, but not be mixed into a grey. */
    FEATURES,
    /** Of several images: no picture together. */
    IMAGES
  }

  /** The plain case: clip, the format's own depth, quality 92. */
  public static final WriteOptions DEFAULT = new WriteOptions(null, 0, 92);

  /** For the channels of a picture, on one thread. */
  public WriteOptions(@Nullable ValueMap map, int bitDepth, int quality) {
    this(map, bitDepth, quality, Maps.COLOURS, PartLoop.IN_TURN);
  }

  public WriteOptions {
    if (quality < 1 || quality > 100) {
      throw new IllegalArgumentException("the quality of a JPEG is 1 to 100, not " + quality);
    }
  }

  /** The same with another map. */
  public WriteOptions withMap(@Nullable ValueMap other) {
    return new WriteOptions(other, bitDepth, quality, maps, loop);
  }

  /** The same for maps that are something else to each other. */
  public WriteOptions withMaps(Maps other) {
    return new WriteOptions(map, bitDepth, quality, other, loop);
  }

  /** The same with other threads. */
  public WriteOptions withLoop(PartLoop other) {
    return new WriteOptions(map, bitDepth, quality, maps, other);
  }

  /**
   * The bits of a sample in this format.
   *
   * @throws IllegalArgumentException if it cannot have as many
   */
  int bitDepth(OutputFormat format) {
    if (bitDepth == 0) {
      return format.bitDepths().getFirst();
    }
    if (!format.bitDepths().contains(bitDepth)) {
      throw new IllegalArgumentException(
          format.extension()
              + " cannot have "
              + bitDepth
              + " bits a sample; possible are "
              + format.bitDepths());
    }
    return bitDepth;
  }
}
