package convnet.io;

import convnet.io.vp8.Vp8Decoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The first picture of a WebP, if it is a lossy one: where its parts are in the file.
 *
 * @param frame a frame of VP8
 * @param alpha its transparency
 * @param profile its colour profile
 */
record LossyWebp(Chunk frame, @Nullable Chunk alpha, @Nullable Chunk profile) {
  /** The contents of a chunk: the bytes from {@code start} to {@code end}. */
  record Chunk(int start, int end) {}

  /**
   * Finds the first picture's parts in the chunks from {@code at} to {@code end}; null if it is
   * lossless.
   *
   * @throws MalformedFileException if there is no picture
   */
  static @Nullable LossyWebp find(
      ByteBuffer buffer, int at, int end, @Nullable Chunk profile, String name)
      throws MalformedFileException {
    int start = at;
    @Nullable Chunk alpha = null;
    while (at + 8 <= end) {
      long length = Integer.toUnsignedLong(buffer.getInt(at + 4));
      int next = (int) Math.min(end, at + 8 + length);
      switch (buffer.getInt(at)) {
        case WebpChunks.ALPHA -> alpha = new Chunk(at + 8, next);
        case WebpChunks.LOSSY -> {
          return new LossyWebp(new Chunk(at + 8, next), alpha, profile);
        }
        case WebpChunks.LOSSLESS -> {
          return null;
        }
        default -> {}
      }
      at = next + (int) (length & 1);
    }
    throw new MalformedFileException(name, start, "is corrupt: a WebP without a picture");
  }

  /**
   * Checks that a still picture fills its canvas.
   *
   * @param width of the canvas
   * @param height of the canvas
   */
  void checkFills(int width, int height, ByteBuffer buffer, String name)
      throws MalformedFileException {
    int pictureWidth = buffer.getShort(frame.start + 6) & 0x3FFF;
    int pictureHeight = buffer.getShort(frame.start + 8) & 0x3FFF;
    if (pictureWidth != width || pictureHeight != height) {
      throw new MalformedFileException(
          name,
          frame.start,
          "is corrupt: a picture of %dx%d on a canvas of %dx%d"
              .formatted(pictureWidth, pictureHeight, width, height));
    }
  }

  /**
   * Decodes the picture, in sRGB.
   *
   * @throws MalformedFileException if it is cut off or corrupt
   */
  Samples decode(byte[] file, String name, ImageLimits limits) throws MalformedFileException {
    try {
      Vp8Decoder decoder = new Vp8Decoder(file, frame.start, frame.end);
      int width = decoder.width();
      int height = decoder.height();
      int bands = alpha == null ? 3 : 4;
      byte[] values = decoder.decode(bands);
      if (alpha != null) {
        byte[] levels = WebpAlpha.decode(file, alpha.start, alpha.end, width, height, name, limits);
        for (int i = 0; i < width * height; i++) {
          values[i * bands + 3] = levels[i];
        }
      }
      Samples samples = new Samples.Bytes(width, height, bands, values);
      @Nullable ColourProfile colours =
          profile == null
              ? null
              : ColourProfile.of(Arrays.copyOfRange(file, profile.start, profile.end));
      return colours == null ? samples : colours.toSrgb(samples);
    } catch (MalformedFileException e) {
      throw e;
    } catch (IOException e) {
      throw new MalformedFileException(name, "is truncated or corrupt: " + e.getMessage(), e);
    }
  }
}
