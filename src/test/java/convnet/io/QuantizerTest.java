package convnet.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuantizerTest {
  @Test
  void everySampleComesBack() {
    byte[] bytes = new byte[256];
    for (int sample = 0; sample < 256; sample++) {
      bytes[sample] = (byte) sample;
    }
    float[] units = new float[256];
    Quantizer.units(bytes, 0, 1, 256, units, 0);
    for (int sample = 0; sample < 256; sample++) {
      assertThat(Quantizer.quantize(units[sample], 255)).isEqualTo(sample);
    }
    int[] samples = run(units, false);
    for (int sample = 0; sample < 256; sample++) {
      assertThat(samples[sample]).isEqualTo(sample);
    }
  }

  @Test
  void whatIsOutOfRangeIsHeldAndNoNumberIsBlack() {
    float infinity = Float.POSITIVE_INFINITY;
    float[] odd = {Float.NaN, infinity, -infinity, 1e30f, -1e30f, 1.001f, -0.001f, -1, 2};
    assertThat(run(odd, false)).containsExactly(0, 255, 0, 255, 0, 255, 0, 0, 255);
    assertThat(run(odd, true)).containsExactly(0, 255, 255, 255, 255, 255, 0, 255, 255);
    for (int i = 0; i < odd.length; i++) {
      assertThat(Quantizer.quantize(odd[i], 255)).isEqualTo(run(odd, false)[i]);
    }
  }

  /** Up to 255, float32 counts in steps of 2^-16 at the most: so near to a half it may round up. */
  @Test
  void aRunIsRoundedAsSingleValuesAreButForWhatIsNextToAHalf() {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[100_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-0.1, 1.1);
    }
    int[] samples = run(values, false);
    for (int i = 0; i < values.length; i++) {
      double scaled = values[i] * 255.0;
      if (Math.abs(scaled - Math.floor(scaled) - 0.5) > 0x1p-16) {
        assertThat(samples[i]).as("%s", values[i]).isEqualTo(Quantizer.quantize(values[i], 255));
      }
    }
  }

  private static int[] run(float[] values, boolean absolute) {
    byte[] samples = new byte[values.length];
    Quantizer.quantize(values, 0, values.length, absolute, samples, 0, 1);
    return IntStream.range(0, samples.length).map(i -> samples[i] & 0xFF).toArray();
  }
}
