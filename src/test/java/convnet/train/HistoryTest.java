package convnet.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HistoryTest {
  private final History history = new History();

  private static EpochRecord epoch(int number, double top1, double loss) {
    return new EpochRecord(number, 1, loss, top1, 1.0, 0.1, 1, 1);
  }

  @Test
  void countsTheEpochsSinceTheBest() {
    assertThat(history.sinceBest()).isZero();
    assertThat(history.add(epoch(1, 0.5, 2))).isTrue();
    assertThat(history.add(epoch(2, 0.4, 1))).isFalse();
    assertThat(history.add(epoch(3, 0.5, 2))).as("not better is not enough").isFalse();
    assertThat(history.sinceBest()).isEqualTo(2);
    assertThat(history.add(epoch(4, 0.5, 1.9))).as("as many hits, a lower loss").isTrue();
    assertThat(history.sinceBest()).isZero();
    assertThat(history.best()).isEqualTo(epoch(4, 0.5, 1.9));
  }

  @Test
  void aPartOfAnEpochIsTheBestOnlyWhereThereIsNoWholeOne() {
    assertThat(history.addPart(epoch(1, 0.1, 3))).isTrue();
    assertThat(history.addPart(epoch(2, 0.9, 1))).isFalse();
    assertThat(history.records()).hasSize(2);
    assertThat(history.best()).isEqualTo(epoch(1, 0.1, 3));
  }

  /** What was cut short is no sign that it becomes no better. */
  @Test
  void aPartOfAnEpochIsNotCounted() {
    history.add(epoch(1, 0.5, 2));
    history.addPart(epoch(2, 0.4, 3));
    assertThat(history.sinceBest()).isZero();
  }
}
