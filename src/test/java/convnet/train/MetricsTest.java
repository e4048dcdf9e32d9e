package convnet.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricsTest {
  /** Three classes; of the last there is no image and none was taken for it. */
  private final Metrics metrics =
      new Metrics(10, 0.5, 0.7, 1, new long[][] {{4, 2, 0}, {1, 3, 0}, {0, 0, 0}});

  @Test
  void precisionRecallAndF1() {
    assertThat(metrics.imagesOf(0)).isEqualTo(6);
    assertThat(metrics.precision(0)).isEqualTo(4 / 5.0);
    assertThat(metrics.recall(0)).isEqualTo(4 / 6.0);
    assertThat(metrics.f1(0)).isEqualTo(8 / 11.0);
    assertThat(metrics.precision(1)).isEqualTo(3 / 5.0);
    assertThat(metrics.recall(1)).isEqualTo(3 / 4.0);
  }

  @Test
  void whatIsNotThereHasNoShare() {
    assertThat(metrics.precision(2)).isNaN();
    assertThat(metrics.recall(2)).isNaN();
    assertThat(metrics.f1(2)).isNaN();
  }

  @Test
  void theMostFrequentConfusionsComeFirstWhicheverClassIsTakenForTheOther() {
    Metrics confused = new Metrics(30, 0, 0, 0, new long[][] {{9, 1, 4}, {7, 0, 4}, {0, 5, 0}});
    assertThat(Confusion.mostFrequent(confused, 4))
        .containsExactly(
            new Confusion(1, 0, 7),
            new Confusion(2, 1, 5),
            new Confusion(0, 2, 4),
            new Confusion(1, 2, 4));
    assertThat(Confusion.mostFrequent(confused, 20)).hasSize(5);
  }

  @Test
  void theBetterEpochHasMoreHitsThenALowerLoss() {
    EpochRecord epoch = epoch(0.9, 0.5);
    assertThat(epoch(0.91, 0.9).isBetterThan(epoch)).isTrue();
    assertThat(epoch(0.9, 0.4).isBetterThan(epoch)).isTrue();
    assertThat(epoch(0.9, 0.5).isBetterThan(epoch)).isFalse();
    assertThat(epoch(0.89, 0.1).isBetterThan(epoch)).isFalse();
  }

  private static EpochRecord epoch(double top1, double valLoss) {
    return new EpochRecord(1, 0.3, valLoss, top1, 1.0, 0.01, 100, 1);
  }
}
