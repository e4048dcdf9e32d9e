package convnet.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StepSeedTest {

  @Test
  void eachStepOfEachRunDrawsAnew() {
    Set<Long> seeds = new HashSet<>();
    for (long seed = 0; seed < 10; seed++) {
      for (long step = 0; step < 1000; step++) {
        seeds.add(Trainer.stepSeed(seed, step));
      }
    }
    assertThat(seeds).hasSize(10_000);
  }
}
