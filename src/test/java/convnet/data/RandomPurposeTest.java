package convnet.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RandomPurposeTest {

  /** Each number is in each place 2000 times of 10,000, within five standard deviations. */
  @Test
  void allOrdersAreAlike() {
    RandomGenerator random = new SplittableRandom(1);
    int n = 5;
    int[][] times = new int[n][n];
    for (int i = 0; i < 10_000; i++) {
      int[] order = RandomPurpose.permutation(n, random);
      for (int place = 0; place < n; place++) {
        times[order[place]][place]++;
      }
    }
    for (int[] ofNumber : times) {
      for (int count : ofNumber) {
        assertThat(count).isBetween(2000 - 200, 2000 + 200);
      }
    }
  }
}
