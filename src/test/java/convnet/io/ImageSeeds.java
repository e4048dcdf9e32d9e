package convnet.io;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/** Small good images of every format, for what makes bad ones of them. */
public final class ImageSeeds {
  private static final int LARGEST = 1600;

  private ImageSeeds() {}

  /**
   * Images of one format.
   *
   * @param format the end of their names
   */
  public static List<byte[]> of(String format) {
    return switch (format) {
      case "pfm" -> List.of(text("Pf\n2 1\n-1.0\n", 8), text("PF 1 2 1.0\n", 24));
      case "netpbm" -> golden("pbm", "pgm", "ppm", "pam");
      case "psd" -> List.of(psd(false), psd(true));
      case "cur" -> golden("ico").stream().map(ImageSeeds::cursor).toList();
      case "wbmp" -> List.of(bitmap());
      default -> golden(format);
    };
  }

  private static List<byte[]> golden(String... formats) {
    List<byte[]> files = new ArrayList<>();
    try {
      for (GoldenImagesTest.GoldenImage image : GoldenImagesTest.images()) {
        String ending = image.name().substring(image.name().lastIndexOf('.') + 1);
        if (List.of(formats).contains(ending) && image.file().length <= LARGEST) {
          files.add(image.file());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  private static byte[] text(String header, int samples) {
    return ByteBuffer.allocate(header.length() + samples)
        .put(header.getBytes(StandardCharsets.US_ASCII))
        .array();
  }

  /** An icon with a place to click on. */
  private static byte[] cursor(byte[] icon) {
    return ByteBuffer.wrap(icon.clone()).put(2, (byte) 2).array();
  }

  private static byte[] bitmap() {
    return ImageFixtures.encode(new BufferedImage(9, 3, BufferedImage.TYPE_BYTE_BINARY), "wbmp");
  }

  /** Two by two pixels of RGB: the merged image alone, plain or with PackBits. */
  private static byte[] psd(boolean packed) {
    ByteBuffer file = ByteBuffer.allocate(packed ? 70 : 52);
    file.put("8BPS".getBytes(StandardCharsets.US_ASCII)).putShort((short) 1).put(new byte[6]);
    file.putShort((short) 3).putInt(2).putInt(2).putShort((short) 8).putShort((short) 3);
    file.putInt(0).putInt(0).putInt(0).putShort((short) (packed ? 1 : 0));
    for (int row = 0; packed && row < 6; row++) {
      file.putShort((short) 2);
    }
    for (int row = 0; row < 6; row++) {
      file.put((byte) (packed ? -1 : 40 * row)).put((byte) (9 * row));
    }
    return java.util.Arrays.copyOf(file.array(), file.position());
  }

  /** The PNG with every checksum as its chunk has it; anything else as it is. */
  public static byte[] withRightChecksums(byte[] file) {
    if (!PngChunks.isPng(file)) {
      return file;
    }
    ByteBuffer png = ByteBuffer.wrap(file.clone());
    int at = 8;
    while (png.limit() - at >= 12) {
      int length = png.getInt(at);
      if (length < 0 || length > png.limit() - at - 12) {
        break;
      }
      CRC32 crc = new CRC32();
      crc.update(file, at + 4, length + 4);
      png.putInt(at + 8 + length, (int) crc.getValue());
      at += 12 + length;
    }
    return png.array();
  }
}
