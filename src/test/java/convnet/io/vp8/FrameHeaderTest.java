package convnet.io.vp8;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What encoders hardly ever write; GoldenImagesTest has what they do. */
class FrameHeaderTest {
  /** The encoder of RFC 6386, section 7.3, with a number of any length instead of carries. */
  private static final class BoolEncoder {
    private BigInteger low = BigInteger.ZERO;
    private int range = 255;
    private int bits = Byte.SIZE;

    BoolEncoder bit(int zero, int bit) {
      int split = 1 + ((range - 1) * zero >> 8);
      low = bit == 0 ? low : low.add(BigInteger.valueOf(split));
      range = bit == 0 ? split : range - split;
      while (range < 128) {
        range <<= 1;
        low = low.shiftLeft(1);
        bits++;
      }
      return this;
    }

    BoolEncoder number(int bits, int number) {
      for (int i = bits - 1; i >= 0; i--) {
        bit(128, number >> i & 1);
      }
      return this;
    }

    BoolEncoder flags(int... flags) {
      for (int flag : flags) {
        bit(128, flag);
      }
      return this;
    }

    BoolEncoder optionalSigned(int bits, int number) {
      return flags(1).number(bits, Math.abs(number)).flags(number < 0 ? 1 : 0);
    }

    BoolDecoder decoder() {
      int length = (bits + 7) / 8;
      byte[] number = low.shiftLeft(8 * length - bits).toByteArray(); // maybe with zeros before
      byte[] data = new byte[length];
      for (int i = 0; i < Math.min(length, number.length); i++) {
        data[length - 1 - i] = number[number.length - 1 - i];
      }
      return new BoolDecoder(data, 0, length);
    }
  }

  @Test
  void bitsAreDecodedAsTheyWereEncoded() {
    BoolEncoder encoder = new BoolEncoder();
    SplittableRandom random = new SplittableRandom(1);
    int[] zeros = random.ints(5000, 1, 256).toArray();
    int[] bits = new int[zeros.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = random.nextInt(256) < zeros[i] ? 0 : 1;
      encoder.bit(zeros[i], bits[i]);
    }
    BoolDecoder decoder = encoder.decoder();
    for (int i = 0; i < bits.length; i++) {
      assertThat(decoder.bit(zeros[i])).as("bit %d", i).isEqualTo(bits[i]);
    }
    assertThat(decoder.isExhausted()).isFalse();
    decoder.number(16);
    assertThat(decoder.isExhausted()).isTrue();
  }

  @Test
  void levelsAreAdjustedToTheReferenceFrameAndTheMode() {
    BoolEncoder filter = new BoolEncoder().flags(0).number(6, 20).number(3, 7).flags(1, 1);
    filter.optionalSigned(6, -5).flags(0, 0, 0).optionalSigned(6, 9).flags(0, 0, 0);
    FilterLevels levels = FilterLevels.read(filter.decoder(), segments(false, 0, 60, -16, -50));
    assertThat(levels.sharpness()).isEqualTo(7);
    assertThat(levels.whole()).containsExactly(15, 63, 0, 0);
    assertThat(levels.divided()).containsExactly(24, 63, 8, 0);
  }

  @Test
  void adjustmentsMayBeLeftAsTheyAre() {
    BoolEncoder filter = new BoolEncoder().flags(1).number(6, 20).number(3, 0).flags(1, 0);
    FilterLevels levels = FilterLevels.read(filter.decoder(), segments(true, 1, 2, 3, 4));
    assertThat(levels.simple()).isTrue();
    assertThat(levels.whole()).containsExactly(1, 2, 3, 4);
    assertThat(levels.divided()).containsExactly(1, 2, 3, 4);
  }

  /** Whatever the segments say. */
  @Test
  void withoutALevelOfTheFrameNothingIsFiltered() {
    BoolEncoder filter = new BoolEncoder().flags(0).number(6, 0).number(3, 0).flags(0);
    FilterLevels levels = FilterLevels.read(filter.decoder(), segments(true, 1, 2, 3, 4));
    assertThat(levels.whole()).containsOnly(0);
    assertThat(levels.divided()).containsOnly(0);
  }

  @Test
  void segmentsWithoutNumbersHaveZeros() {
    Segments segments = Segments.read(new BoolEncoder().flags(1, 0, 0).decoder());
    assertThat(segments.quantizer(3, 50)).isZero();
    assertThat(segments.level(3, 50)).isZero();
    assertThat(segments.tree()).isEmpty();
  }

  @Test
  void segmentsAreRead() {
    BoolEncoder encoder = new BoolEncoder().flags(1, 1, 1, 0);
    encoder.optionalSigned(7, -100).flags(0, 0).optionalSigned(7, 1);
    encoder.flags(0).optionalSigned(6, 63).flags(0, 0);
    encoder.flags(1).number(8, 77).flags(0, 1).number(8, 3);
    Segments segments = Segments.read(encoder.decoder());
    assertThat(segments.quantizer(0, 50)).isEqualTo(-50);
    assertThat(segments.quantizer(1, 50)).isEqualTo(50);
    assertThat(segments.quantizer(3, 50)).isEqualTo(51);
    assertThat(segments.level(1, -3)).isEqualTo(60);
    assertThat(segments.tree()).containsExactly(77, 255, 3);
  }

  /** The factors of means are larger, but not less than 8, and chroma's mean has a limit. */
  @Test
  void factorsHaveLimits() {
    BoolEncoder fine = new BoolEncoder().number(7, 0).flags(0, 0, 0, 0, 0);
    assertThat(Dequantizer.read(fine.decoder(), segments(true, 0, 0, 0, 0))[0])
        .isEqualTo(new Dequantizer(4, 4, 8, 8, 4, 4));
    BoolEncoder coarse = new BoolEncoder().number(7, 127).optionalSigned(4, 15).flags(0, 0, 0, 0);
    assertThat(Dequantizer.read(coarse.decoder(), segments(false, 0, 0, 0, 0))[0])
        .isEqualTo(new Dequantizer(157, 284, 314, 440, 132, 284));
  }

  private static Segments segments(boolean absolute, int... numbers) {
    return new Segments(absolute, numbers, numbers, new int[0]);
  }
}
