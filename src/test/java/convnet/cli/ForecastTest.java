package convnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.train.TrainingListener.Progress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForecastTest {

  private static Progress progress(int epoch, int step) {
    return new Progress(epoch, 90, step, 1000, 1, 0, 0.1, 1);
  }

  /** The first steps take 2 s each, the others 1 s: an epoch 1000 s and a third of half of it. */
  @Test
  void isMadeOnceByTheStepsAfterTheFirst() {
    Forecast forecast = new Forecast(2000, 1000, 0);
    List<String> said = new ArrayList<>();
    double now = 100;
    for (int step = 1; step <= 100; step++) {
      now += step <= 10 ? 2 : 1;
      int at = step;
      forecast.stepped(progress(3, step), now).ifPresent(text -> said.add(at + ": " + text));
    }
    assertThat(said)
        .containsExactly("20: an epoch takes about 19 min, the rest of the run about 29 h");
  }

  @Test
  void aRunThatIsSoonOverIsNotWorthAWord() {
    Forecast forecast = new Forecast(2000, 0, 70);
    for (int step = 1; step <= 70; step++) {
      assertThat(forecast.stepped(progress(1, step), step)).isEmpty();
    }
  }

  @Test
  void whatIsLeftFollowsFromThePlaceInTheRun() {
    assertThat(Forecast.stepsLeft(progress(3, 10), 0)).isEqualTo(90_000 - 2010);
    assertThat(Forecast.stepsLeft(progress(3, 10), 2500)).isEqualTo(490);
    assertThat(Forecast.stepsLeft(progress(90, 1000), 0)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "45, 45 s",
    "89, 89 s",
    "720, 12 min",
    "5399, 90 min",
    "9000, 2.5 h",
    "64800, 18 h",
    "267840, 3.1 days"
  })
  void durationsAreRounded(double seconds, String text) {
    assertThat(Forecast.about(seconds)).isEqualTo(text);
  }
}
