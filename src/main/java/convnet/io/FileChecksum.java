package convnet.io;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * The checksum that a safetensors file of ours carries in its metadata: CRC-32C (Castagnoli, RFC
 * 3720) over all its bytes, with the eight digits of the checksum itself as zeros. It finds every
 * single flipped bit, and every run of up to 32 damaged ones; but where its own name is damaged, a
 * file has none.
 */
final class FileChecksum {
  static final String KEY = "convnet.crc32c";

  /** What stands in the place of the digits while they are worked out. */
  static final String BLANK = "00000000";

  private static final byte[] BEFORE_DIGITS =
      ("\"" + KEY + "\":\"").getBytes(StandardCharsets.UTF_8);

  private final CRC32C crc = new CRC32C();

  /** What is written here is added. */
  OutputStream stream() {
    return new CheckedOutputStream(OutputStream.nullOutputStream(), crc);
  }

  /** Adds bytes as they are. */
  void add(ByteBuffer bytes) {
    crc.update(bytes);
  }

  /** Adds a header, its digits as zeros. */
  void addHeader(byte[] json) {
    byte[] blanked = json.clone();
    int digits = digits(json);
    if (digits >= 0) {
      byte[] zeros = BLANK.getBytes(StandardCharsets.UTF_8);
      System.arraycopy(zeros, 0, blanked, digits, Math.min(zeros.length, json.length - digits));
    }
    crc.update(blanked);
  }

  /** The eight digits. */
  String text() {
    return "%08x".formatted(crc.getValue());
  }

  /** Where they begin in a header as we write it, or −1. */
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
