package convnet.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GuessingWatchTest {
  private static final double GUESSING = Math.log(10);

  private final GuessingWatch watch = new GuessingWatch(10, 0.5);

  /** The step after which it is said, from 1; 0 for never. */
  private int saidAfter(int steps, double loss) {
    int after = 0;
    for (int step = 1; step <= steps; step++) {
      Optional<String> said = watch.stepped(loss + (step % 2 == 0 ? 0.3 : -0.3));
      if (said.isPresent()) {
        assertThat(after).as("said once").isZero();
        assertThat(said.get())
            .isEqualTo(
                "the loss of the last 100 steps, %.4f, is hardly better than guessing, ln(10) = 2.3026: another learning rate than 0.5 may help"
                    .formatted(loss));
        after = step;
      }
    }
    return after;
  }

  @Test
  void someHundredStepsOfGuessingAreSaidOnce() {
    assertThat(saidAfter(5000, GUESSING * 0.995)).isEqualTo(400);
    assertThat(watch.epochDone(epoch(2, GUESSING, null), 5000, false)).isEmpty();
  }

  @Test
  void aLossThatFallsOrIsFarOffIsNotGuessing() {
    assertThat(saidAfter(399, GUESSING)).isZero();
    assertThat(saidAfter(1, GUESSING - 10)).isZero();
    assertThat(saidAfter(5000, GUESSING * 0.98)).isZero();
    assertThat(saidAfter(5000, GUESSING * 1.2)).isZero();
  }

  @Test
  void stepsThatAreBetterBeginTheCountAnew() {
    assertThat(saidAfter(300, GUESSING)).isZero();
    assertThat(saidAfter(100, GUESSING * 0.9)).isZero();
    assertThat(saidAfter(400, GUESSING)).isEqualTo(400);
  }

  @Test
  void anEpochIsJudgedByTheImagesHeldApart() {
    assertThat(watch.epochDone(epoch(1, GUESSING, null), 60, false)).isEmpty();
    assertThat(watch.epochDone(epoch(1, GUESSING, 1.0), 60, false)).isEmpty();
    assertThat(watch.epochDone(epoch(1, GUESSING, GUESSING), 40, false)).isEmpty();
    assertThat(watch.epochDone(epoch(1, GUESSING, GUESSING), 9, true)).isEmpty();
    assertThat(watch.epochDone(epoch(1, GUESSING, GUESSING), 60, false)).isPresent();
    assertThat(watch.epochDone(epoch(2, GUESSING, GUESSING), 60, true)).as("again").isEmpty();
  }

  private static EpochRecord epoch(int number, double loss, @Nullable Double held) {
    return new EpochRecord(number, loss, held, held == null ? null : 0.1, null, 0.5, 1, 1);
  }
}
