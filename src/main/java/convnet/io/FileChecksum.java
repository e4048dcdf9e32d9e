package convnet.io;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * The checksum in the metadata of safetensors files written by this program: CRC-32C (Castagnoli,
 * RFC 3720) over the whole file, with the eight digits of the checksum itself taken as zeros. It
 * detects every single flipped bit and every burst of up to 32 damaged bits, but if its own key is
 * damaged, the file counts as one without a checksum.
 */
final class FileChecksum {
  static final String KEY = "convnet.crc32c";

  /** The placeholder for the digits while they are computed. */
  static final String BLANK = "00000000";

  private static final byte[] BEFORE_DIGITS =
      ("\"" + KEY + "\":\"").getBytes(StandardCharsets.UTF_8);

  private final CRC32C crc = new CRC32C();

  /** A stream that adds everything written to it. */
  OutputStream stream() {
    return new CheckedOutputStream(OutputStream.nullOutputStream(), crc);
  }

  /** Adds bytes unchanged. */
  void add(ByteBuffer bytes) {
    crc.update(bytes);
  }

  /** Adds a header, with the digits as zeros. */
  void addHeader(byte[] json) {
    byte[] blanked = json.clone();
    int digits = digits(json);
    if (digits >= 0) {
      byte[] zeros = BLANK.getBytes(StandardCharsets.UTF_8);
      System.arraycopy(zeros, 0, blanked, digits, Math.min(zeros.length, json.length - digits));
    }
    crc.update(blanked);
  }

  /** The checksum so far, as eight hexadecimal digits. */
  String text() {
    return "%08x".formatted(crc.getValue());
  }

  /**
   * The position of the digits in a header, if it is formatted as {@link SafeTensors} does; or −1.
   */
  private static int digits(byte[] json) {
    for (int i = 0; i <= json.length - BEFORE_DIGITS.length; i++) {
      int end = i + BEFORE_DIGITS.length;
      if (java.util.Arrays.equals(json, i, end, BEFORE_DIGITS, 0, BEFORE_DIGITS.length)) {
        return end;
      }
    }
    return -1;
  }
}
