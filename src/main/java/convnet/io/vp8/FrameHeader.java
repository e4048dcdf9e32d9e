package convnet.io.vp8;

import java.io.IOException;

/**
 * What is said of the whole frame (RFC 6386, sections 9 and 19.2).
 *
 * @param dequantizers by segment
 * @param filter the loop filter
 * @param probabilities of coefficients: by type, band, context and node
 * @param unskipped the probability with which a macroblock is not skipped; negative if none is
 * @param partitions the decoders of coefficients, which rows of macroblocks take in turn
 */
record FrameHeader(
    int width,
    int height,
    Segments segments,
    Dequantizer[] dequantizers,
    FilterLevels filter,
    int[] probabilities,
    int unskipped,
    BoolDecoder modes,
    BoolDecoder[] partitions) {
  /** Of the frame tag, the start code and the size. */
  private static final int UNCODED = 10;

  private static final int MAX_VERSION = 3;
  private static final int START_CODE = 0x2A019D;
  private static final int NEVER = -1;

  /**
   * Reads the header of the frame in the bytes from {@code start} to {@code end}.
   *
   * @throws IOException if that is no key frame, or one that is cut off
   */
  static FrameHeader read(byte[] data, int start, int end) throws IOException {
    if (end - start < UNCODED) {
      throw new IOException("a VP8 frame of " + Math.max(0, end - start) + " bytes");
    }
    int tag = threeBytes(data, start);
    boolean keyFrame = (tag & 1) == 0 && threeBytes(data, start + 3) == START_CODE;
    if (!keyFrame || (tag >> 1 & 7) > MAX_VERSION || (tag >> 4 & 1) == 0) {
      throw new IOException("its VP8 frame is no visible key frame");
    }
    int width = (data[start + 6] & 0xFF | data[start + 7] << 8) & 0x3FFF;
    int height = (data[start + 8] & 0xFF | data[start + 9] << 8) & 0x3FFF;
    if (width == 0 || height == 0) {
      throw new IOException("its VP8 frame is empty: " + width + " wide and " + height + " high");
    }
    int coefficients = start + UNCODED + (tag >> 5);
    if (coefficients > end) {
      throw new IOException("its VP8 frame is cut off");
    }

    BoolDecoder in = new BoolDecoder(data, start + UNCODED, coefficients);
    in.number(2); // the colour space, and whether values need to be clamped, which does no harm
    Segments segments = Segments.read(in);
    FilterLevels filter = FilterLevels.read(in, segments);
    BoolDecoder[] partitions = partitions(data, coefficients, end, 1 << in.number(2));
    Dequantizer[] dequantizers = Dequantizer.read(in, segments);
    in.flag(); // whether the next frame, if there were one, starts with these probabilities
    int[] probabilities = Tables.probabilities(in);
    int unskipped = in.flag() ? in.number(Byte.SIZE) : NEVER;
    return new FrameHeader(
        width, height, segments, dequantizers, filter, probabilities, unskipped, in, partitions);
  }

  /** Columns of macroblocks. */
  int columns() {
    return (width + 15) / 16;
  }

  /** Rows of macroblocks. */
  int rows() {
    return (height + 15) / 16;
  }

  /** The partitions from {@code at} on, where the sizes of all but the last stand (section 9.5). */
  private static BoolDecoder[] partitions(byte[] data, int at, int end, int count)
      throws IOException {
    int start = at + 3 * (count - 1);
    if (start > end) {
      throw new IOException("its VP8 frame is cut off");
    }
    BoolDecoder[] partitions = new BoolDecoder[count];
    for (int i = 0; i < count; i++) {
      int left = end - start;
      int size = i < count - 1 ? Math.min(threeBytes(data, at + 3 * i), left) : left;
      partitions[i] = new BoolDecoder(data, start, start + size);
      start += size;
    }
    return partitions;
  }

  private static int threeBytes(byte[] data, int at) {
    return data[at] & 0xFF | (data[at + 1] & 0xFF) << 8 | (data[at + 2] & 0xFF) << 16;
  }
}
