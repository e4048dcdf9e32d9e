package convnet.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DropoutMaskTest {
  private static final int MANY = 100_000;
  private static final Machines MACHINES = new Machines();

  @AfterAll
  static void close() {
    MACHINES.close();
  }

  /** Which elements are kept. */
  private static boolean[] mask(float p, long seed, int n) {
    Tensor ones = Views.unwritten(Shape.of(n));
    ones.fill(1);
    DropoutMask.apply(p, seed, ones, ones, MACHINES.any());
    boolean[] kept = new boolean[n];
    for (int i = 0; i < n; i++) {
      kept[i] = ones.get(i) != 0;
    }
    return kept;
  }

  /** Five standard deviations: a fair generator fails one seed in two million. */
  private static void assertShare(double expected, int count, int n) {
    assertThat((double) count / n)
        .isCloseTo(expected, within(5 * Math.sqrt(expected * (1 - expected) / n)));
  }

  @ParameterizedTest
  @ValueSource(floats = {0.001f, 0.1f, 0.25f, 0.5f, 0.9f, 0.999f})
  void dropsTheShareAskedForAndScalesTheRest(float p) {
    Tensor src = Views.random(new Random(1), Shape.of(MANY));
    Tensor dst = Views.unwritten(src.shape());
    DropoutMask.apply(p, 42, src, dst, MACHINES.any());
    int dropped = 0;
    for (int i = 0; i < MANY; i++) {
      if (dst.get(i) == 0 && src.get(i) != 0) {
        dropped++;
      } else {
        // The factor and the product are rounded once each.
        double exact = src.get(i) / (1.0 - p);
        assertThat((double) dst.get(i)).isCloseTo(exact, within(3 * Sums.U * Math.abs(exact)));
      }
    }
    assertShare(p, dropped, MANY);
    Views.checked(dst);
  }

  @Test
  void nothingAndEverything() {
    Tensor src = Views.random(new Random(2), Shape.of(1000));
    Tensor dst = Views.unwritten(src.shape());
    DropoutMask.apply(0, 3, src, dst, MACHINES.any());
    assertThat(Views.bits(dst)).isEqualTo(Views.bits(src));
    src.set(Float.NaN, 7);
    DropoutMask.apply(1, 3, src, dst, MACHINES.any());
    assertThat(dst.toArray()).containsOnly(0);
  }

  @Test
  void theGradientFallsWhereTheElementFell() {
    boolean[] kept = mask(0.5f, 9, 1000);
    Tensor gradient = Views.random(new Random(4), Shape.of(1000));
    Tensor diffSrc = Views.unwritten(gradient.shape());
    DropoutMask.apply(0.5f, 9, gradient, diffSrc, MACHINES.any());
    for (int i = 0; i < 1000; i++) {
      assertThat(diffSrc.get(i)).isEqualTo(kept[i] ? 2 * gradient.get(i) : 0);
    }
    DropoutMask.apply(0.5f, 9, gradient, gradient, MACHINES.any());
    assertThat(Views.bits(Views.checked(gradient))).isEqualTo(Views.bits(diffSrc));
  }

  @Test
  void threadsDecideNothing() {
    Tensor src = Views.random(new Random(6), Shape.of(MANY));
    MACHINES.sameBits(
        compute -> {
          Tensor dst = Views.unwritten(src.shape());
          DropoutMask.apply(0.3f, 8, src, dst, compute);
          return dst;
        });
  }

  @Test
  void onlySeedAndPositionDecide() {
    boolean[] first = mask(0.5f, 77, 1000);
    assertThat(mask(0.5f, 77, 1000)).isEqualTo(first);
    assertThat(Arrays.copyOf(first, 300)).isEqualTo(mask(0.5f, 77, 300));
  }

  /**
   * Steps and layers use neighbouring seeds: their masks must not be copies, shifted ones either.
   */
  @Test
  void neighbouringSeedsHaveNothingInCommon() {
    for (long seed : new long[] {0, 1, -1, 12345, Long.MAX_VALUE}) {
      boolean[] mask = mask(0.5f, seed, MANY);
      for (long other = 1; other <= 3; other++) {
        boolean[] neighbour = mask(0.5f, seed + other, MANY);
        for (int shift = -4; shift <= 4; shift++) {
          int agreements = 0;
          for (int i = 4; i < MANY - 4; i++) {
            agreements += mask[i + shift] == neighbour[i] ? 1 : 0;
          }
          assertShare(0.5, agreements, MANY - 8);
        }
      }
    }
  }

  @Test
  void neighbouringElementsHaveNothingInCommon() {
    boolean[] mask = mask(0.5f, 5, MANY);
    for (int lag : new int[] {1, 2, 3, 64, 4096}) {
      int agreements = 0;
      for (int i = lag; i < MANY; i++) {
        agreements += mask[i] == mask[i - lag] ? 1 : 0;
      }
      assertShare(0.5, agreements, MANY - lag);
    }
  }

  @Test
  void everyPositionIsTreatedAlike() {
    int[] kept = new int[8];
    for (long seed = -10_000; seed < 10_000; seed++) {
      boolean[] mask = mask(0.5f, seed, 8);
      for (int i = 0; i < 8; i++) {
        kept[i] += mask[i] ? 1 : 0;
      }
    }
    for (int count : kept) {
      assertShare(0.5, count, 20_000);
    }
    int first = 0;
    for (long seed = -4; seed < 4; seed++) {
      first += mask(0.5f, seed, 1)[0] ? 1 : 0;
    }
    assertThat(first).isBetween(1, 7);
  }
}
