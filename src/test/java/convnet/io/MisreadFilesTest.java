package convnet.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the plugins of ImageIO would get wrong without a word is refused, or read here. */
class MisreadFilesTest {
  @ParameterizedTest
  @CsvSource({
    "3, 8, 1, 3 grey bands",
    "4, 16, 1, 4 grey bands",
    "1, 8, 2, signed samples of 8 bits",
    "1, 32, 2, signed samples of 32 bits",
    "1, 16, 2,",
    "1, 8, 1,",
    "2, 8, 1,"
  })
  void tiffsOfOddSamplesAreRefused(int samples, int bits, int format, String what) {
    String misread = TiffDirectory.misread(tiff(samples, bits, format));
    if (what == null) {
      assertThat(misread).isNull();
    } else {
      assertThat(misread).contains(what);
    }
  }

  /** Grey, black being 0. */
  private static byte[] tiff(int samples, int bits, int format) {
    ByteBuffer tiff = ByteBuffer.allocate(8 + 2 + 4 * 12 + 4).order(ByteOrder.LITTLE_ENDIAN);
    tiff.putInt(0x2A4949).putInt(8).putShort((short) 4);
    int[][] tags = {{258, bits}, {262, 1}, {277, samples}, {339, format}};
    for (int[] tag : tags) {
      tiff.putShort((short) tag[0]).putShort((short) 3).putInt(1).putInt(tag[1]);
    }
    return tiff.array();
  }

  /** As some cameras write it; the standard has 16 bits. */
  @Test
  void anOrientationOf32BitsCounts() {
    ByteBuffer exif = ByteBuffer.allocate(26).order(ByteOrder.BIG_ENDIAN);
    exif.putInt(0x4D4D002A).putInt(8).putShort((short) 1);
    exif.putShort((short) 274).putShort((short) 4).putInt(1).putInt(6);
    assertThat(TiffDirectory.orientation(exif.array(), 0, 26)).isEqualTo(Orientation.ofExif(6));
  }

  @Test
  void commentsInAFloatMapAreSkipped() throws IOException {
    ByteBuffer map = ByteBuffer.allocate(100).order(ByteOrder.LITTLE_ENDIAN);
    map.put(ascii("Pf\n# from a float image\n2 1 # wide\n-1\n")).putFloat(0.25f).putFloat(7);
    Samples samples = PortableFloatMap.read(map.array(), "map", new ImageLimits(100));
    assertThat(((Samples.Floats) samples).values()).containsExactly(0.25f, 7);
  }

  @Test
  void cmykInAPamIsRefused() {
    byte[] pam = ascii("P7\nWIDTH 1\nHEIGHT 1\nDEPTH 4\nMAXVAL 255\nTUPLTYPE CMYK\nENDHDR\nabcd");
    assertRefused(pam, "CMYK");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static RgbImage read(byte[] file) throws IOException {
    return ImageFiles.readRgb(file, "file", new ImageLimits(10_000));
  }

  private static void assertRefused(byte[] file, String what) {
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining(what);
  }
}
