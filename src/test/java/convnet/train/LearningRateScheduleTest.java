package convnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import convnet.model.Architectures;
import convnet.model.Recipe;
import org.junit.jupiter.api.Test;

class LearningRateScheduleTest {
  private static final double ROUNDING = 1e-15;

  @Test
  void constantStays() {
    LearningRateSchedule schedule = of(Recipe.Schedule.CONSTANT, 0);
    assertThat(schedule.rate(0, 0)).isEqualTo(0.4);
    assertThat(schedule.rate(9, 49)).isEqualTo(0.4);
  }

  /** As torch.optim.lr_scheduler.StepLR(sgd, step_size=3, gamma=0.1). */
  @Test
  void stepGoesDownEveryThirdEpoch() {
    LearningRateSchedule schedule = of(Recipe.Schedule.STEP, 0);
    assertThat(schedule.rate(2, 14)).isEqualTo(0.4);
    assertThat(schedule.rate(3, 15)).isCloseTo(0.04, within(ROUNDING));
    assertThat(schedule.rate(8, 44)).isCloseTo(0.004, within(ROUNDING));
    assertThat(schedule.rate(9, 45)).isCloseTo(0.0004, within(ROUNDING));
  }

  /** As CosineAnnealingLR(sgd, T_max=50) that is moved on after each of 50 steps. */
  @Test
  void cosineGoesDownWithEachStep() {
    LearningRateSchedule schedule = of(Recipe.Schedule.COSINE, 0);
    assertThat(schedule.rate(0, 0)).isEqualTo(0.4);
    assertThat(schedule.rate(2, 10)).isCloseTo(0.2 * (1 + 0.8090169943749475), within(ROUNDING));
    assertThat(schedule.rate(5, 25)).isCloseTo(0.2, within(ROUNDING));
    assertThat(schedule.rate(9, 49)).isPositive().isLessThan(0.001);
  }

  @Test
  void warmupRisesInEqualParts() {
    LearningRateSchedule schedule = of(Recipe.Schedule.CONSTANT, 2);
    assertThat(schedule.rate(0, 0)).isCloseTo(0.04, within(ROUNDING));
    assertThat(schedule.rate(0, 4)).isCloseTo(0.2, within(ROUNDING));
    assertThat(schedule.rate(1, 9)).isEqualTo(0.4);
    assertThat(schedule.rate(2, 10)).isEqualTo(0.4);
  }

  @Test
  void thoseOfTheBundledArchitecturesCanBeFollowed() {
    for (String name : Architectures.names()) {
      Recipe recipe = Architectures.bundled(name).recipe();
      assertThat(LearningRateSchedule.of(recipe, 10).rate(0, 0)).isPositive();
    }
  }

  @Test
  void aScheduleThatCannotBeFollowedSaysSo() {
    assertThatThrownBy(() -> of(Recipe.Schedule.PLATEAU, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("plateau")
        .hasMessageContaining("cosine");
  }

  private static LearningRateSchedule of(Recipe.Schedule schedule, int warmup) {
    Recipe recipe =
        new Recipe(
            Recipe.Optimizer.SGD,
            0.4,
            0.9,
            false,
            0,
            8,
            10,
            schedule,
            3,
            0.1,
            warmup,
            Recipe.Augment.NONE);
    return LearningRateSchedule.of(recipe, 5);
  }
}
