package convnet.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Headers that claim what would cost memory or time are refused before it is taken, and those of
 * what would be read wrong.
 */
class DecoderLimitsTest {
  private static final ImageLimits LIMITS = new ImageLimits(1 << 20);

  static Stream<byte[]> goodImages() {
    return Stream.of("bmp", "cur", "ico", "iff", "jpg", "png", "psd", "tif", "webp")
        .flatMap(format -> ImageSeeds.of(format).stream());
  }

  @ParameterizedTest
  @MethodSource("goodImages")
  void whatIsGoodIsRead(byte[] image) {
    assertThatCode(() -> ImageFiles.readRgb(image, "good", LIMITS)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(shorts = {3, 25, 31, 33, 126, -1})
  void anIconHasAPaletteOfNoMoreBitsThanThereAre(short bits) {
    byte[] icon = ImageSeeds.of("ico").getFirst().clone();
    littleEndian(icon).putShort(12, bits);
    assertRefused(icon, "an icon of " + (bits & 0xFFFF) + " bits a pixel");
  }

  @Test
  void aPngInAnIconIsHeldAgainstTheLimits() {
    ByteBuffer icon = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
    icon.putShort(2, (short) 1).putShort(4, (short) 1).put(6, (byte) 16).put(7, (byte) 16);
    icon.putInt(14, 178).putInt(18, 22);
    icon.order(ByteOrder.BIG_ENDIAN).putLong(22, 0x89504E470D0A1A0AL);
    icon.putInt(38, 46_341).putInt(42, 46_341);
    assertRefused(icon.array(), "is 46341 wide and 46341 high");
  }

  @ParameterizedTest
  @CsvSource({
    "14, 1000000, a BMP header of 1000000 bytes",
    "14, -1, a BMP header of 4294967295 bytes",
    "30, 4, is a BMP that contains a JPEG or PNG",
    "30, 5, is a BMP that contains a JPEG or PNG",
    "46, 1000000, a palette of 1000000 colours"
  })
  void aBmpClaimsNoMoreThanItHas(int at, int value, String message) {
    byte[] bmp = ImageSeeds.of("bmp").getFirst().clone();
    littleEndian(bmp).putInt(at, value);
    assertRefused(bmp, message);
  }

  @ParameterizedTest
  @CsvSource({"26, 23", "30, 0x7fffffff", "34, -1"})
  void theSectionsOfAPsdLieInIt(int at, String length) {
    byte[] psd = ImageSeeds.of("psd").getFirst().clone();
    long claimed = Integer.toUnsignedLong(Integer.decode(length));
    ByteBuffer.wrap(psd).putInt(at, (int) claimed);
    assertRefused(psd, claimed + " bytes of PSD do not fit there");
  }

  @Test
  void theResourcesOfAPsdLieInTheirSection() {
    byte[] psd = ImageSeeds.of("psd").getFirst();
    ByteBuffer longer = ByteBuffer.allocate(psd.length + 12);
    longer.put(psd, 0, 30).putInt(12).put("8BIM".getBytes(StandardCharsets.US_ASCII));
    longer.putShort((short) 1000).putShort((short) 0).putInt(100);
    longer.put(psd, 34, psd.length - 34);
    assertRefused(longer.array(), "100 bytes of PSD do not fit there");
  }

  @ParameterizedTest
  @CsvSource({
    "256, 4, 1, 2000000, is 2000000 wide and 10 high with 1 sample a pixel: over --max-pixels"
        + " 1048576 with 8",
    "277, 3, 1, 60000, is 200 wide and 10 high with 60000 samples a pixel",
    "322, 4, 1, 100000000, has tiles 100000000 wide and 100000 high with 1 sample a pixel",
    "700, 1, -1, 8, the TIFF tag 700 claims 4294967295 values",
    "700, 12, 1000, 8, the TIFF tag 700 claims 1000 values",
  })
  void aTiffClaimsNoMoreThanItHas(int tag, int type, int count, int value, String message) {
    byte[] tiff =
        tiff(0, tag(256, 4, 1, 200), tag(257, 4, 1, 10), tag(323, 4, 1, 100_000))
            .put(tag(tag, type, count, value))
            .array();
    assertRefused(tiff, message);
  }

  @Test
  void theLargestOfTwoTagsOfATiffCounts() {
    byte[] twice =
        tiff(0, tag(257, 4, 1, 10), tag(256, 4, 1, 2_000_000), tag(256, 3, 1, 1)).array();
    assertRefused(twice, "is 2000000 wide and 10 high");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5, 8, 11, 12, 60_000})
  void sizesOfATiffAreWholeNumbers(int type) {
    byte[] tiff = tiff(0, tag(257, 4, 1, 10), tag(256, type, 1, 5)).array();
    assertRefused(tiff, "the TIFF tag 256 is of type " + type + ", not a whole number");
  }

  @Test
  void theDirectoriesOfATiffHaveAnEnd() {
    assertRefused(tiff(8, tag(256, 4, 1, 1)).array(), "its TIFF directories have no end");
  }

  /** Each directory begins at a tag of the one before: hundreds of millions of tags in all. */
  @Test
  void theDirectoriesOfATiffDoNotOverlap() {
    int directories = 5_000;
    int tags = 60_000;
    int size = 8 + 12 * directories + 2 + 12 * tags + 4;
    ByteBuffer tiff = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    tiff.putShort(0, (short) 0x4949).putShort(2, (short) 42).putInt(4, 8);
    for (int i = 0; i < directories; i++) {
      tiff.putShort(8 + 12 * i, (short) tags);
    }
    for (int i = 0; i + 1 < directories; i++) {
      tiff.putInt(8 + 12 * i + 2 + 12 * tags, 8 + 12 * (i + 1));
    }
    assertRefused(tiff.array(), "its TIFF directories have no end, or overlap");
  }

  /** 1,000 tags, each of which has the whole file for its value. */
  @Test
  void theValuesOfATiffAreNotTheSameBytes() {
    int tags = 1_000;
    ByteBuffer tiff = ByteBuffer.allocate(14 + 12 * tags).order(ByteOrder.LITTLE_ENDIAN);
    tiff.putShort((short) 0x4949).putShort((short) 42).putInt(8).putShort((short) tags);
    for (int i = 0; i < tags; i++) {
      tiff.put(tag(1_000 + i, 7, 12_000, 8));
    }
    assertRefused(tiff.array(), "its TIFF tags claim the same bytes many times over");
  }

  @Test
  void aDirectoryOfATiffLiesInIt() {
    byte[] tiff = tiff(0, tag(256, 4, 1, 1)).putShort(8, (short) 60_000).array();
    assertRefused(tiff, "a TIFF directory of 60000 tags");
  }

  @Test
  void anIffEndsWhereItSays() {
    byte[] iff = ImageSeeds.of("iff").getFirst();
    byte[] padded = Arrays.copyOf(iff, iff.length + 20);
    Arrays.fill(padded, iff.length, padded.length, (byte) 0x1A);
    assertThatCode(() -> ImageFiles.readRgb(padded, "padded", LIMITS)).doesNotThrowAnyException();
    byte[] cut = iff.clone();
    ByteBuffer.wrap(cut).putInt(16, 1_000_000);
    assertRefused(cut, "an IFF chunk of 1000000 bytes");
  }

  @Test
  void aMaskBetweenTheRowsOfAnIffIsNotTakenForPixels() {
    byte[] iff = ImageSeeds.of("iff").getFirst().clone();
    assertThat(new String(iff, 12, 4, StandardCharsets.US_ASCII)).isEqualTo("BMHD");
    iff[12 + 8 + 9] = 1;
    assertRefused(iff, "has a mask, as brushes have, which cannot be read");
  }

  @Test
  void coloursThatWouldBeReadWrongAreNotRead() {
    byte[] tiff = tiff(0, tag(258, 3, 1, 16), tag(262, 3, 1, 8)).array();
    assertRefused(tiff, "has CIELab colours of more than 8 bits, which cannot be read");
  }

  /** One directory of four tags at most, and where the next one is. */
  private static ByteBuffer tiff(int next, byte[]... tags) {
    ByteBuffer file = ByteBuffer.allocate(62).order(ByteOrder.LITTLE_ENDIAN);
    file.putShort((short) 0x4949).putShort((short) 42).putInt(8).putShort((short) 4);
    file.putInt(58, next);
    for (byte[] tag : tags) {
      file.put(tag);
    }
    return file;
  }

  private static byte[] tag(int tag, int type, int count, int value) {
    ByteBuffer entry = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    return entry.putShort((short) tag).putShort((short) type).putInt(count).putInt(value).array();
  }

  @Test
  void thePictureInAWebpIsHeldAgainstTheLimits() {
    ByteBuffer webp = ByteBuffer.allocate(60).order(ByteOrder.LITTLE_ENDIAN);
    webp.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(52);
    webp.put("WEBPVP8X".getBytes(StandardCharsets.US_ASCII)).putInt(10).put(new byte[10]);
    webp.put("VP8L".getBytes(StandardCharsets.US_ASCII)).putInt(20).put((byte) 0x2F);
    webp.putInt(0x0FFFFFFF);
    assertRefused(webp.array(), "is 16384 wide and 16384 high");
  }

  /** Its reader would take the size from whatever comes after it. */
  @Test
  void aLossyWebpHasRoomForItsSize() {
    ByteBuffer webp = ByteBuffer.allocate(60).order(ByteOrder.LITTLE_ENDIAN);
    webp.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(52);
    webp.put("WEBPVP8 ".getBytes(StandardCharsets.US_ASCII)).putInt(1);
    webp.putInt(26, 0x2FFF2FFF);
    assertRefused(webp.array(), "is corrupt: a WebP picture of 1 bytes");
  }

  @Test
  void thePictureInAFrameOfAWebpIsHeldAgainstTheLimits() {
    ByteBuffer webp = ByteBuffer.allocate(100).order(ByteOrder.LITTLE_ENDIAN);
    webp.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(92);
    webp.put("WEBPANMF".getBytes(StandardCharsets.US_ASCII)).putInt(80).put(new byte[16]);
    webp.put("ALPH".getBytes(StandardCharsets.US_ASCII)).putInt(2).put(new byte[] {1, 0});
    webp.put("VP8 ".getBytes(StandardCharsets.US_ASCII)).putInt(20).put(new byte[6]);
    webp.putInt(0x2FFF2FFF);
    assertRefused(webp.array(), "is 12287 wide and 12287 high");
  }

  @Test
  void aJpegHasNoMoreScansThanEncodersMake() {
    byte[] jpeg = ImageFixtures.progressiveJpeg(ImageFixtures.colourful(16, 16));
    ByteArrayOutputStream scans = new ByteArrayOutputStream();
    scans.write(jpeg, 0, jpeg.length - 2);
    for (int i = 0; i < 100; i++) {
      scans.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xDA, 0, 8, 1, 1, 0, 1, 1, 0, 0});
    }
    assertRefused(scans.toByteArray(), "is a JPEG of more than 100 scans");
  }

  /** So its scans need not be counted. */
  @Test
  void aSequentialJpegWithAllComponentsInItsFirstScanHasNoOther() {
    byte[] jpeg = ImageFixtures.encode(ImageFixtures.colourful(16, 16), "jpg");
    ByteArrayOutputStream scans = new ByteArrayOutputStream();
    scans.write(jpeg, 0, jpeg.length - 2);
    scans.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xDA, 0, 8, 1, 1, 0, 0, 63, 0});
    scans.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xD9});
    assertRefused(scans.toByteArray(), "more than one scan");
  }

  @Test
  void aColourProfileThatIsNotWholeIsNone() {
    assertThat(ColourProfile.of(new byte[131])).isNull();
    byte[] tooLong = Arrays.copyOf(new byte[] {0, 0, 1, 0}, 200);
    assertThat(ColourProfile.of(tooLong)).isNull();
  }

  @Test
  void greyOfNoBitsInAPngIsRefused() {
    List<byte[]> grey = ImageSeeds.of("png");
    for (byte[] png : grey) {
      byte[] changed = png.clone();
      changed[24] = 0;
      assertRefused(ImageSeeds.withRightChecksums(changed), "bad");
    }
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void assertRefused(byte[] file, String message) {
    assertThatThrownBy(() -> ImageFiles.readRgb(file, "bad", LIMITS))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageStartingWith("bad: ")
        .hasMessageContaining(message);
  }
}
