package convnet.io;

import org.jspecify.annotations.Nullable;

/**
 * How pictures are written. Formats of numbers ignore these options.
 *
 * @param map how numbers become 0..1; null is {@link ValueMap#CLIP}, except that floating-point
 *     samples (pfm, tiff of 32 bits) then hold the numbers unchanged
 * @param bitDepth bits per sample, 0 for the default of the format
 * @param quality of a JPEG, 1 to 100
 * @param maps what the maps of a tensor represent
 * @param loop encodes the parts of a large JPEG
 */
public record WriteOptions(
    @Nullable ValueMap map, int bitDepth, int quality, Maps maps, PartLoop loop) {
  /** What the maps of a tensor represent. */
  public enum Maps {
    /** The channels of one picture. */
    COLOURS,
    /** Independent feature maps: three may be shown as RGB, but not be reduced to their luma. */
    FEATURES,
    /** Maps of several images, which are no picture together. */
    IMAGES
  }

  /** The defaults: clipping, the format's default bit depth, quality 92, colours, one thread. */
  public static final WriteOptions DEFAULT = new WriteOptions(null, 0, 92);

  /** Options for the channels of one picture, written on one thread. */
  public WriteOptions(@Nullable ValueMap map, int bitDepth, int quality) {
    this(map, bitDepth, quality, Maps.COLOURS, PartLoop.IN_TURN);
  }

  public WriteOptions {
    if (quality < 1 || quality > 100) {
      throw new IllegalArgumentException("the quality of a JPEG is 1 to 100, not " + quality);
    }
  }

  /** The same options with another map. */
  public WriteOptions withMap(@Nullable ValueMap other) {
    return new WriteOptions(other, bitDepth, quality, maps, loop);
  }

  /** The same options for maps that represent something else. */
  public WriteOptions withMaps(Maps other) {
    return new WriteOptions(map, bitDepth, quality, other, loop);
  }

  /** The same options with another loop. */
  public WriteOptions withLoop(PartLoop other) {
    return new WriteOptions(map, bitDepth, quality, maps, other);
  }

  /**
   * The bits per sample in this format.
   *
   * @throws IllegalArgumentException if the format does not support the chosen number
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
