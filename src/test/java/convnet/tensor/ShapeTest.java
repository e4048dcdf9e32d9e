package convnet.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class ShapeTest {
  @Test
  void isWrittenAsItsSizes() {
    assertThat(Shape.of(3, 224, 224)).hasToString("3x224x224");
    assertThat(Shape.of()).hasToString("no axes");
  }

  /** A file may say that it has as many as it likes. */
  @Test
  void ofVeryManyAxesTheFirstAreWritten() {
    int[] ones = new int[30_000];
    Arrays.fill(ones, 1);
    assertThat(new Shape(ones)).hasToString("1x1x1x1x1x1x1x1x… (30000 axes)");
  }

  @Test
  void moreElementsThanAnArrayHoldsAreRefused() {
    assertThatThrownBy(() -> Shape.of(65_536, 65_536))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a tensor of 65536x65536 has more elements than one array holds (2^31)");
  }
}
