package convnet.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The container of lossy WebPs; GoldenImagesTest has their pixels. */
class LossyWebpTest {
  /** 8x8 pixels of one grey. */
  private static final byte[] GREY =
      Base64.getDecoder().decode("UklGRiQAAABXRUJQVlA4IBgAAABQAQCdASoIAAgAAsBMJaQABHQAAORAAAA=");

  private static final int CHUNK = 12;
  private static final int FRAME = CHUNK + 8;

  @Test
  void isTruncatedWhereverItIsCut() throws IOException {
    Samples whole = decode(GREY);
    assertThat(whole.eightBit(0)).isEqualTo(whole.eightBit(8 * 8 * 3 - 1));
    for (int length = 0; length < 17; length++) {
      byte[] cut = Arrays.copyOf(GREY, FRAME + length);
      ByteBuffer sizes = ByteBuffer.wrap(cut).order(ByteOrder.LITTLE_ENDIAN);
      sizes.putInt(4, cut.length - 8).putInt(CHUNK + 4, length);
      assertThatThrownBy(() -> decode(cut))
          .as("a frame of %d bytes", length)
          .isInstanceOf(MalformedFileException.class)
          .hasMessageMatching("x: is (truncated or )?corrupt: .*");
    }
  }

  @Test
  void somethingOtherThanAVisibleKeyFrameIsRefused() {
    for (int changed : new int[] {0, 3, 4, 5}) {
      byte[] file = GREY.clone();
      file[FRAME + changed] ^= 1;
      assertRefused(file, "its VP8 frame is no visible key frame");
    }
    byte[] invisible = GREY.clone();
    invisible[FRAME] ^= 0x10;
    assertRefused(invisible, "its VP8 frame is no visible key frame");
    byte[] fromTheFuture = GREY.clone();
    fromTheFuture[FRAME] |= 0x08;
    assertRefused(fromTheFuture, "its VP8 frame is no visible key frame");
  }

  @Test
  void aPictureHasToFillItsCanvas() {
    ByteBuffer extended = extended(8, 9, new byte[0]);
    assertRefused(extended.array(), "a picture of 8x8 on a canvas of 8x9");
  }

  @Test
  void rawTransparencyIsRead() throws IOException {
    byte[] levels = new byte[64];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (byte) (4 * i);
    }
    Samples samples = decode(extended(8, 8, alpha(0, levels)).array());
    assertThat(samples.bands()).isEqualTo(4);
    for (int i = 0; i < levels.length; i++) {
      assertThat(samples.eightBit(4 * i + 3)).isEqualTo(levels[i]);
    }
  }

  @Test
  void transparencyThatIsCutOffOrUnknownIsRefused() {
    assertRefused(
        extended(8, 8, alpha(0, new byte[63])).array(),
        "is truncated: 63 of 64 levels of transparency");
    assertRefused(
        extended(8, 8, alpha(2, new byte[64])).array(),
        "is corrupt: its transparency is stored in an unknown way, 2");
    assertRefused(extended(8, 8, alpha(1, new byte[3])).array(), "corrupt");
    assertRefused(extended(8, 8, chunk("ALPH", new byte[0])).array(), "its transparency is empty");
  }

  /** The first row is from the left, the first column from above, whatever the filter. */
  @Test
  void transparencyMayBeDifferences() throws IOException {
    byte[] ones = new byte[64];
    Arrays.fill(ones, (byte) 1);
    Samples left = decode(extended(8, 8, alpha(1 << 2, ones)).array());
    Samples above = decode(extended(8, 8, alpha(2 << 2, ones)).array());
    Samples gradient = decode(extended(8, 8, alpha(3 << 2, ones)).array());
    for (int i = 0; i < 64; i++) {
      int at = 4 * i + 3;
      int x = i % 8;
      int y = i / 8;
      assertThat((int) left.eightBit(at)).isEqualTo(1 + x + y);
      assertThat((int) above.eightBit(at)).isEqualTo(1 + x + y);
      // left + above - corner + 1, as if each sample added one to all below and to its right
      assertThat((int) gradient.eightBit(at)).isEqualTo((x + 1) * (y + 1));
    }
  }

  @Test
  void aColourProfileIsApplied() throws IOException {
    byte[] icc = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    Samples plain = decode(GREY);
    Samples converted = decode(extended(8, 8, chunk("ICCP", icc)).array());
    Samples expected = Objects.requireNonNull(ColourProfile.of(icc)).toSrgb(decode(GREY));
    assertThat(converted.eightBit(0))
        .isEqualTo(expected.eightBit(0))
        .isNotEqualTo(plain.eightBit(0));
  }

  /** The grey picture with a canvas and the chunks of something before it. */
  private static ByteBuffer extended(int width, int height, byte[] before) {
    ByteBuffer webp =
        ByteBuffer.allocate(GREY.length + 18 + before.length).order(ByteOrder.LITTLE_ENDIAN);
    webp.put(GREY, 0, CHUNK).putInt(4, webp.limit() - 8);
    webp.put("VP8X".getBytes(StandardCharsets.US_ASCII)).putInt(10).putInt(0x10);
    webp.put(new byte[] {(byte) (width - 1), 0, 0, (byte) (height - 1), 0, 0});
    return webp.put(before).put(GREY, CHUNK, GREY.length - CHUNK);
  }

  private static byte[] alpha(int kind, byte[] levels) {
    byte[] content = new byte[1 + levels.length];
    content[0] = (byte) kind;
    System.arraycopy(levels, 0, content, 1, levels.length);
    return chunk("ALPH", content);
  }

  private static byte[] chunk(String name, byte[] content) {
    int length = content.length;
    ByteBuffer chunk = ByteBuffer.allocate(8 + length + length % 2).order(ByteOrder.LITTLE_ENDIAN);
    return chunk.put(name.getBytes(StandardCharsets.US_ASCII)).putInt(length).put(content).array();
  }

  private static void assertRefused(byte[] file, String reason) {
    assertThatThrownBy(() -> decode(file))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining(reason);
  }

  private static Samples decode(byte[] file) throws IOException {
    return ImageDecoder.decode(file, "x", new ImageLimits(1 << 20)).samples();
  }
}
