package convnet.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/** Image files that are broken or made to harm, made from good ones by chance that is fixed. */
public final class BrokenImages {
  private BrokenImages() {}

  /** A file and what it was made from. */
  public record Broken(String name, byte[] bytes) {}

  /**
   * Broken ones of every format that there are golden files of, and bombs.
   *
   * @param each how many of each good file
   */
  public static List<Broken> make(int each, long seed) throws IOException {
    List<Broken> all = new ArrayList<>(bombs());
    List<GoldenImagesTest.GoldenImage> good = GoldenImagesTest.images();
    SplittableRandom random = new SplittableRandom(seed);
    for (GoldenImagesTest.GoldenImage image : good) {
      for (int i = 0; i < each; i++) {
        byte[] other = good.get(random.nextInt(good.size())).file();
        all.add(new Broken(image.name() + "#" + i, mutated(image.file(), other, random)));
      }
    }
    return all;
  }

  /** One to four changes, each of a kind that real damage or malice has. */
  private static byte[] mutated(byte[] good, byte[] other, SplittableRandom random) {
    byte[] bytes = good.clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      bytes = bytes.length == 0 ? bytes : changed(bytes, other, random);
    }
    return bytes;
  }

  private static byte[] changed(byte[] bytes, byte[] other, SplittableRandom random) {
    int at = position(bytes.length, random);
    int length = 1 + random.nextInt(16);
    int end = Math.min(bytes.length, at + length);
    return switch (random.nextInt(8)) {
      case 0 -> Arrays.copyOf(bytes, at);
      case 1 -> {
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        yield bytes;
      }
      case 2 -> {
        Arrays.fill(bytes, at, end, (byte) (random.nextBoolean() ? 0 : 0xFF));
        yield bytes;
      }
      case 3 -> number(bytes, at, random);
      case 4 -> joined(bytes, at, bytes, end);
      case 5 -> joined(bytes, end, bytes, at);
      case 6 -> joined(bytes, at, other, position(other.length, random));
      default -> {
        for (int i = at; i < end; i++) {
          bytes[i] = (byte) random.nextInt(256);
        }
        yield bytes;
      }
    };
  }

  /** Often in the header, where the sizes are. */
  private static int position(int length, SplittableRandom random) {
    return random.nextInt(random.nextBoolean() ? length : Math.min(length, 64));
  }

  /** Writes a number at the edge of its range into two or four bytes. */
  private static byte[] number(byte[] bytes, int at, SplittableRandom random) {
    int[] edges = {0, 1, -1, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 46341, 65537, 1 << 20};
    int value = edges[random.nextInt(edges.length)];
    ByteBuffer buffer =
        ByteBuffer.wrap(bytes)
            .order(random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    if (random.nextBoolean() && at + 4 <= bytes.length) {
      buffer.putInt(at, value);
    } else if (at + 2 <= bytes.length) {
      buffer.putShort(at, (short) value);
    }
    return bytes;
  }

  private static byte[] joined(byte[] head, int headEnd, byte[] tail, int tailFrom) {
    byte[] joined = Arrays.copyOf(head, headEnd + tail.length - tailFrom);
    System.arraycopy(tail, tailFrom, joined, headEnd, tail.length - tailFrom);
    return joined;
  }

  /** Small files that claim to be huge. */
  private static List<Broken> bombs() {
    List<Broken> bombs = new ArrayList<>();
    for (int size : new int[] {11_000, 25_000, 46_341, 65_535}) {
      for (String magic : new String[] {"P1", "P2", "P3", "P4", "P5", "P6"}) {
        String depth = magic.equals("P1") || magic.equals("P4") ? "" : " 255";
        bombs.add(text(magic, "%s %d %d%s\n".formatted(magic, size, size, depth)));
      }
      bombs.add(text("P5 of 16 bits", "P5 %d %d 65535\n".formatted(size, size)));
      bombs.add(text("Pf", "Pf %d %d -1.0\n".formatted(size, size)));
      bombs.add(text("PF", "PF %d %d -1.0\n".formatted(size, size)));
      bombs.add(
          text(
              "P7",
              "P7\nWIDTH %d\nHEIGHT %d\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n"
                  .formatted(size, size)));
      bombs.add(
          text("hdr", "#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y %d +X %d\n".formatted(size, size)));
      bombs.add(png(size, 1, 0));
      bombs.add(png(size, 16, 6));
      bombs.add(bmp(size));
      bombs.add(tga(size));
      bombs.add(gif(size));
      bombs.add(psd(size));
      bombs.add(webp(size));
    }
    bombs.add(text("digits", "P3 " + "9".repeat(100_000) + " 1 255 0"));
    bombs.add(text("comment", "P3 #" + "x".repeat(1_000_000)));
    bombs.add(new Broken("nothing", new byte[0]));
    bombs.add(new Broken("zeros", new byte[100_000]));
    return bombs;
  }

  private static Broken text(String name, String header) {
    byte[] bytes = Arrays.copyOf(header.getBytes(StandardCharsets.US_ASCII), header.length() + 64);
    return new Broken(name + " bomb", bytes);
  }

  private static Broken png(int size, int depth, int colour) {
    ByteBuffer file = ByteBuffer.allocate(200);
    file.put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
    ByteBuffer header = ByteBuffer.allocate(13);
    header.putInt(size).putInt(size).put((byte) depth).put((byte) colour);
    chunk(file, "IHDR", header.array());
    chunk(file, "IDAT", new byte[] {0x78, (byte) 0x9C, 3, 0, 0, 0, 0, 1});
    chunk(file, "IEND", new byte[0]);
    return new Broken("png bomb", Arrays.copyOf(file.array(), file.position()));
  }

  private static void chunk(ByteBuffer file, String type, byte[] content) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(content);
    file.putInt(content.length).put(name).put(content).putInt((int) crc.getValue());
  }

  private static Broken bmp(int size) {
    ByteBuffer file = ByteBuffer.allocate(118).order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 'B').put((byte) 'M').putInt(118).putInt(0).putInt(54);
    file.putInt(40).putInt(size).putInt(size).putShort((short) 1).putShort((short) 24);
    return new Broken("bmp bomb", file.array());
  }

  private static Broken tga(int size) {
    ByteBuffer file = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    file.put(2, (byte) 10).putShort(12, (short) size).putShort(14, (short) size).put(16, (byte) 24);
    return new Broken("tga bomb", file.array());
  }

  private static Broken gif(int size) {
    ByteBuffer file = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    file.put("GIF89a".getBytes(StandardCharsets.US_ASCII));
    file.putShort((short) size).putShort((short) size).put((byte) 0x80).putShort((short) 0);
    file.put(new byte[6]).put((byte) 0x2C).putInt(0).putShort((short) size).putShort((short) size);
    file.put((byte) 0).put((byte) 2).put((byte) 2).put(new byte[] {0x4C, 1, 0, 0x3B});
    return new Broken("gif bomb", Arrays.copyOf(file.array(), file.position()));
  }

  private static Broken psd(int size) {
    ByteBuffer file = ByteBuffer.allocate(100);
    file.put("8BPS".getBytes(StandardCharsets.US_ASCII)).putShort((short) 1).put(new byte[6]);
    file.putShort((short) 3).putInt(size).putInt(size).putShort((short) 8).putShort((short) 3);
    return new Broken("psd bomb", file.array());
  }

  private static Broken webp(int size) {
    int side = Math.min(size, 16_383);
    ByteBuffer file = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
    file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(32);
    file.put("WEBPVP8 ".getBytes(StandardCharsets.US_ASCII)).putInt(20);
    file.put(new byte[] {0x10, 0, 0, (byte) 0x9D, 1, 0x2A});
    file.putShort((short) side).putShort((short) side);
    return new Broken("webp bomb", file.array());
  }
}
