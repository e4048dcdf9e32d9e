package convnet.train.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TicksTest {
  /** At most seven characters fit beside an axis. */
  @ParameterizedTest
  @CsvSource({
    "0, 0", "0.1, 0.1", "0.0025, 0.0025", "0.00025, 2.5e-4", "0.000025, 2.5e-5", "1e-7, 1e-7",
    "99.53, 99.53", "150000, 150000", "1500000, 1.5e6", "2e12, 2e12", "-0.00002, -2e-5", "100, 100"
  })
  void labelsAreShort(double value, String label) {
    assertThat(Ticks.label(value)).isEqualTo(label).hasSizeLessThanOrEqualTo(7);
  }
}
