package convnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import convnet.golden.GoldenFile;
import convnet.model.Architectures;
import convnet.model.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class LearningRateScheduleTest {
  private static final double ROUNDING = 1e-15;

  @Test
  void constantStays() {
    LearningRateSchedule schedule = of(Recipe.Schedule.CONSTANT, 0);
    assertThat(schedule.rate(0, 0, List.of())).isEqualTo(0.4);
    assertThat(schedule.rate(9, 49, List.of())).isEqualTo(0.4);
  }

  /** As torch.optim.lr_scheduler.StepLR(sgd, step_size=3, gamma=0.1). */
  @Test
  void stepGoesDownEveryThirdEpoch() {
    LearningRateSchedule schedule = of(Recipe.Schedule.STEP, 0);
    assertThat(schedule.rate(2, 14, List.of())).isEqualTo(0.4);
    assertThat(schedule.rate(3, 15, List.of())).isCloseTo(0.04, within(ROUNDING));
    assertThat(schedule.rate(8, 44, List.of())).isCloseTo(0.004, within(ROUNDING));
    assertThat(schedule.rate(9, 45, List.of())).isCloseTo(0.0004, within(ROUNDING));
  }

  /** As CosineAnnealingLR(sgd, T_max=50) that is moved on after each of 50 steps. */
  @Test
  void cosineGoesDownWithEachStep() {
    LearningRateSchedule schedule = of(Recipe.Schedule.COSINE, 0);
    assertThat(schedule.rate(0, 0, List.of())).isEqualTo(0.4);
    assertThat(schedule.rate(2, 10, List.of()))
        .isCloseTo(0.2 * (1 + 0.8090169943749475), within(ROUNDING));
    assertThat(schedule.rate(5, 25, List.of())).isCloseTo(0.2, within(ROUNDING));
    assertThat(schedule.rate(9, 49, List.of())).isPositive().isLessThan(0.001);
  }

  static Stream<JsonNode> cycles() {
    return GoldenFile.read("schedules").required("onecycle").valueStream();
  }

  @ParameterizedTest
  @MethodSource("cycles")
  void oneCycleIsPyTorchs(JsonNode golden) {
    double highest = golden.required("lr").doubleValue();
    int steps = golden.required("steps").intValue();
    LearningRateSchedule schedule = new LearningRateSchedule.OneCycle(highest, steps);
    for (int step = 0; step < steps; step++) {
      assertThat(schedule.rate(0, step, List.of()))
          .as("step %d of %d", step, steps)
          .isCloseTo(golden.required("rates").get(step).doubleValue(), within(ROUNDING));
    }
    assertThat(schedule.rate(0, steps, List.of()))
        .as("beyond its end")
        .isCloseTo(golden.required("rates").get(steps - 1).doubleValue(), within(ROUNDING));
  }

  static Stream<JsonNode> plateaus() {
    return GoldenFile.read("schedules").required("plateau").valueStream();
  }

  @ParameterizedTest
  @MethodSource("plateaus")
  void plateauIsPyTorchs(JsonNode golden) {
    LearningRateSchedule schedule =
        new LearningRateSchedule.Plateau(
            golden.required("lr").doubleValue(),
            golden.required("patience").intValue(),
            golden.required("factor").doubleValue());
    List<EpochRecord> log = new ArrayList<>();
    for (int epoch = 0; epoch < golden.required("losses").size(); epoch++) {
      assertThat(schedule.rate(epoch, 5L * epoch, log))
          .as("epoch %d", epoch)
          .isCloseTo(golden.required("rates").get(epoch).doubleValue(), within(ROUNDING));
      double loss = golden.required("losses").get(epoch).doubleValue();
      log.add(new EpochRecord(epoch + 1, 1, loss, 0.5, 0.5, 0.1, 1, 1));
    }
  }

  @Test
  void warmupRisesInEqualParts() {
    LearningRateSchedule schedule = of(Recipe.Schedule.CONSTANT, 2);
    assertThat(schedule.rate(0, 0, List.of())).isCloseTo(0.04, within(ROUNDING));
    assertThat(schedule.rate(0, 4, List.of())).isCloseTo(0.2, within(ROUNDING));
    assertThat(schedule.rate(1, 9, List.of())).isEqualTo(0.4);
    assertThat(schedule.rate(2, 10, List.of())).isEqualTo(0.4);
  }

  /** What is multiplied is the rate of that very step. */
  @Test
  void warmupLeavesTheStepsToWhatComesAfter() {
    LearningRateSchedule alone = of(Recipe.Schedule.COSINE, 0);
    LearningRateSchedule warmed = of(Recipe.Schedule.COSINE, 2);
    for (int step = 0; step < 50; step++) {
      double share = Math.min(1, (step + 1) / 10.0);
      assertThat(warmed.rate(step / 5, step, List.of()))
          .as("step %d", step)
          .isCloseTo(share * alone.rate(step / 5, step, List.of()), within(ROUNDING));
    }
  }

  @Test
  void eachIsMadeOfTheRecipesNumbers() {
    assertThat(of(Recipe.Schedule.STEP, 0)).isEqualTo(new LearningRateSchedule.Step(0.4, 3, 0.1));
    assertThat(of(Recipe.Schedule.COSINE, 0)).isEqualTo(new LearningRateSchedule.Cosine(0.4, 50));
    assertThat(of(Recipe.Schedule.ONECYCLE, 0))
        .isEqualTo(new LearningRateSchedule.OneCycle(0.4, 50));
    assertThat(of(Recipe.Schedule.PLATEAU, 2))
        .isEqualTo(
            new LearningRateSchedule.Warmup(new LearningRateSchedule.Plateau(0.4, 3, 0.1), 10));
  }

  @Test
  void thoseOfTheBundledArchitecturesCanBeFollowed() {
    for (String name : Architectures.names()) {
      Recipe recipe = Architectures.bundled(name).recipe();
      assertThat(LearningRateSchedule.of(recipe, 10).rate(0, 0, List.of())).isPositive();
    }
  }

  private static LearningRateSchedule of(Recipe.Schedule schedule, int warmup) {
    Recipe recipe =
        new Recipe(
            new Recipe.Sgd(0.9, false),
            0.4,
            0,
            8,
            10,
            schedule,
            3,
            0.1,
            warmup,
            Recipe.Augment.NONE,
            0,
            0,
            0,
            Recipe.ClassWeights.NONE);
    return LearningRateSchedule.of(recipe, 5);
  }
}
