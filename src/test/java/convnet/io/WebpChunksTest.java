package convnet.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebpChunksTest {
  /** A lossless picture of one pixel. */
  private static final String LOSSLESS = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==";

  /** The same pixel after a header that announces more chunks. */
  private static final String EXTENDED =
      "UklGRiwAAABXRUJQVlA4WAoAAAAsAAAAAAAAAAAAVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==";

  /** A lossy picture of 8x8. */
  private static final String LOSSY =
      "UklGRiQAAABXRUJQVlA4IBgAAABQAQCdASoIAAgAAsBMJaQABHQAAORAAAA=";

  @ParameterizedTest
  @ValueSource(strings = {LOSSLESS, EXTENDED, LOSSY})
  void whatIsBehindTheLastWholeChunkIsNotRead(String base64) throws IOException {
    byte[] webp = Base64.getDecoder().decode(base64);
    float[] expected = pixels(webp);
    for (String behind : new String[] {"X", "XMP ~~~", "XMP ~~~~", "EXIF~~~~", "ICCP~~~~"}) {
      // The first bytes belong to the file, as it says itself: too few of them for a chunk.
      int inside = Math.min(7, behind.length());
      byte[] longer = Arrays.copyOf(webp, webp.length + 60);
      byte[] added = behind.getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(added, 0, longer, webp.length, added.length);
      ByteBuffer.wrap(longer).order(ByteOrder.LITTLE_ENDIAN).putInt(4, webp.length - 8 + inside);
      assertThat(pixels(longer)).as(behind).isEqualTo(expected);
    }
  }

  @Test
  void aWebpNeedsAPicture() {
    ByteBuffer webp = ByteBuffer.allocate(400).order(ByteOrder.LITTLE_ENDIAN);
    webp.put(ascii("RIFF")).putInt(4 + 18 + 5);
    webp.put(ascii("WEBPVP8X")).putInt(10).putInt(0x10).put(new byte[] {7, 0, 0, 7, 0, 0});
    webp.put(ascii("VP8 ")).putInt(0x3F000018).put(Base64.getDecoder().decode(LOSSY), 20, 24);
    assertThatThrownBy(() -> pixels(webp.array()))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageStartingWith("x: is corrupt: a WebP without a picture");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static float[] pixels(byte[] webp) throws IOException {
    return ImageFiles.readPicture(webp, "x", ImageLimits.DEFAULT, false)
        .planes()
        .toTensor()
        .toArray();
  }
}
