package convnet.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the fuzzer begins with, has learnt, and once found. */
class FuzzCorpusTest {
  private static final Duration LONGEST = Duration.ofSeconds(5);

  static List<Target> targets() {
    return Targets.all();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void keepsTheContract(Target target) {
    boolean accepted = false;
    for (byte[] seed : target.seeds().get()) {
      accepted |= assertTimeout(LONGEST, () -> target.reading().of(seed));
    }
    assertThat(accepted).as("a good input is read").isTrue();
    for (byte[] input : Corpus.of(target)) {
      assertTimeout(LONGEST, () -> target.reading().of(input));
    }
  }
}
