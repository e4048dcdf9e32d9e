package convnet.train.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import convnet.train.EpochRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunReportTest {
  /** 1 image a second and then 100: for as many images each, 200 images in 101 seconds. */
  @Test
  void theSpeedIsImagesOverTime() {
    assertThat(RunReport.speed(List.of(epoch(1, 1), epoch(2, 100))))
        .isCloseTo(200.0 / 101, within(1e-12));
  }

  /** A resumed run may have had only the validation of an epoch left to do. */
  @Test
  void epochsWithoutASpeedDoNotCount() {
    assertThat(RunReport.speed(List.of(epoch(1, 80), epoch(2, 0), epoch(3, 80)))).isEqualTo(80);
    assertThat(RunReport.speed(List.of(epoch(1, 0)))).isZero();
  }

  private static EpochRecord epoch(int number, double imagesPerSecond) {
    return new EpochRecord(number, 1, null, null, null, 0.1, imagesPerSecond, 1);
  }
}
