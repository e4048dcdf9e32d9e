package convnet.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks and reads the RIFF chunks of a WebP, because its reader takes missing bytes for zeros, and
 * the first frame of an animation for the whole picture.
 *
 * @param screen the canvas of an animation and the place of its first frame; null for a still
 *     picture
 * @param frames the number of pictures
 * @param lossy the first picture, if it is lossy
 * @param end where the last whole chunk ends
 */
record WebpChunks(
    Orientation orientation,
    @Nullable FrameScreen screen,
    int frames,
    @Nullable LossyWebp lossy,
    int end) {
  private static final int RIFF = 0x46464952;
  private static final int WEBP = 0x50424557;
  private static final int EXTENDED = 0x58385056;
  private static final int FRAME = 0x464D4E41;
  private static final int EXIF = 0x46495845;
  static final int LOSSY = 0x20385056;
  static final int LOSSLESS = 0x4C385056;
  static final int ALPHA = 0x48504C41;
  private static final int PROFILE = 0x50434349;
  private static final int FRAME_HEADER = 16;

  /** The signature in the header of every colour profile (ICC.1, section 7.2), and its position. */
  private static final int PROFILE_SIGNATURE = 0x70736361;

  private static final int SIGNATURE_AT = 36;

  /** A picture of a single colour has 560 pixels per byte; this is beyond any real file. */
  private static final int LOSSY_PIXELS_PER_BYTE = 16_384;

  static boolean isWebp(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return bytes.length >= 12 && buffer.getInt(0) == RIFF && buffer.getInt(8) == WEBP;
  }

  /**
   * Checks every chunk.
   *
   * @throws MalformedFileException if the file is shorter than it says, if a chunk overruns it, if
   *     the first picture is too large (the reader reports the size of the canvas, but allocates
   *     memory for that of the picture), or if it is not as large as its canvas
   */
  static WebpChunks check(byte[] bytes, String name, ImageLimits limits)
      throws MalformedFileException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long end = 8 + Integer.toUnsignedLong(buffer.getInt(4));
    if (end > bytes.length) {
      throw new MalformedFileException(
          name, bytes.length, "is a truncated WebP: it says that it has " + end + " bytes");
    }
    int width = 0;
    int height = 0;
    @Nullable FrameScreen screen = null;
    Orientation orientation = Orientation.UPRIGHT;
    int frames = 0;
    LossyWebp.@Nullable Chunk profile = null;
    @Nullable LossyWebp lossy = null;
    long next = 12;
    while (next + 8 <= end) {
      int at = (int) next;
      long length = Integer.toUnsignedLong(buffer.getInt(at + 4));
      if (next + 8 + length > end) {
        throw new MalformedFileException(name, at, "is corrupt: a WebP chunk overruns the file");
      }
      switch (buffer.getInt(at)) {
        case EXTENDED -> {
          if (length >= 10) {
            width = 1 + threeBytes(buffer, at + 12);
            height = 1 + threeBytes(buffer, at + 15);
          }
        }
        case FRAME -> {
          frames++;
          if (length >= 6 && screen == null) {
            // Frames have even positions; half of these is stored.
            int left = 2 * threeBytes(buffer, at + 8);
            int top = 2 * threeBytes(buffer, at + 11);
            screen = new FrameScreen(width, height, left, top);
            int picture = at + 8 + FRAME_HEADER;
            int stop = at + 8 + (int) length;
            checkSizes(buffer, picture, stop, name, limits);
            lossy = LossyWebp.find(buffer, picture, stop, profile, name);
          }
        }
        case LOSSY, LOSSLESS -> checkSize(buffer, at, at + 8 + (int) length, name, limits);
        case PROFILE -> profile = new LossyWebp.Chunk(at + 8, at + 8 + (int) length);
        case EXIF -> orientation = TiffDirectory.orientation(bytes, at + 8, (int) length);
        default -> {}
      }
      next += 8 + length + (length & 1);
    }
    if (screen == null) {
      lossy = LossyWebp.find(buffer, 12, (int) end, profile, name);
      if (lossy != null && width > 0) {
        lossy.checkFills(width, height, buffer, name);
      }
    }
    int whole = (int) Math.min(next, end);
    return new WebpChunks(orientation, screen, Math.max(1, frames), lossy, whole);
  }

  /**
   * The file for a decoder that reads on behind the end, where the first bytes of a chunk may claim
   * any length: without what is behind the whole chunks.
   */
  byte[] whole(byte[] file) {
    if (end == file.length) {
      return file;
    }
    byte[] whole = Arrays.copyOf(file, end);
    ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).putInt(4, end - 8);
    return whole;
  }

  /**
   * The file for a decoder that allocates as much memory as a profile claims: the chunk of a
   * profile that claims more than the rest of the file is renamed in the copy. Profiles are
   * searched for everywhere, since a decoder may find chunks in a broken file where others see
   * none.
   */
  static byte[] hideProfilesUnlessWhole(byte[] file) {
    ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    List<Integer> hidden = new ArrayList<>();
    for (int at = 12; at + 8 + SIGNATURE_AT + 4 <= file.length; at++) {
      int profile = at + 8;
      if (file[at] == 'I'
          && buffer.getInt(at) == PROFILE
          && buffer.getInt(profile + SIGNATURE_AT) == PROFILE_SIGNATURE
          && ColourProfile.claim(file, profile) > file.length - profile) {
        hidden.add(at);
      }
    }
    return ColourProfile.hide(file, hidden);
  }

  /** Checks the size in the chunk of a picture, which ends at {@code end}, against the limits. */
  private static void checkSize(ByteBuffer buffer, int at, int end, String name, ImageLimits limits)
      throws MalformedFileException {
    int data = at + 8;
    if (data + 10 > end) {
      if (buffer.getInt(at) == LOSSY) { // the reader would go on behind the end
        throw new MalformedFileException(
            name, at, "is corrupt: a WebP picture of " + Math.max(0, end - data) + " bytes");
      }
      return;
    }
    switch (buffer.getInt(at)) {
      case LOSSY ->
          limits.check(
              name,
              buffer.getShort(data + 6) & 0x3FFF,
              buffer.getShort(data + 8) & 0x3FFF,
              end,
              LOSSY_PIXELS_PER_BYTE);
      case LOSSLESS -> {
        int sizes = buffer.getInt(data + 1);
        limits.check(name, 1 + (sizes & 0x3FFF), 1 + (sizes >>> 14 & 0x3FFF), end, 0);
      }
      default -> {} // ALPH, which has the size of the picture after it
    }
  }

  /** Checks the sizes of the pictures in the chunks from {@code at} on. */
  private static void checkSizes(
      ByteBuffer buffer, int at, int end, String name, ImageLimits limits)
      throws MalformedFileException {
    while (at + 8 <= end) {
      long length = Integer.toUnsignedLong(buffer.getInt(at + 4));
      checkSize(buffer, at, (int) Math.min(end, at + 8 + length), name, limits);
      at = (int) Math.min(end, at + 8 + length + (length & 1));
    }
  }

  private static int threeBytes(ByteBuffer buffer, int at) {
    return Short.toUnsignedInt(buffer.getShort(at)) | (buffer.get(at + 2) & 0xFF) << 16;
  }
}
