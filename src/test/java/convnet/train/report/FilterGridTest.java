package convnet.train.report;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import org.junit.jupiter.api.Test;

class FilterGridTest {

  /** Two filters of 1 x 2 weights, each enlarged by 16; 3 pixels between them. */
  @Test
  void theLeastWeightIsBlackAndTheGreatestWhite() {
    Tensor picture =
        new FilterGrid("0", Tensor.of(new float[] {-1, 3, 7, 5}, 2, 1, 1, 2)).picture();
    assertThat(picture.shape()).isEqualTo(Shape.of(4, 16, 67));
    for (int channel = 0; channel < 3; channel++) {
      assertThat(picture.get(channel, 15, 15)).isEqualTo(0);
      assertThat(picture.get(channel, 0, 16)).isEqualTo(1);
      assertThat(picture.get(channel, 15, 50)).isEqualTo(1);
      assertThat(picture.get(channel, 0, 51)).isEqualTo(0);
    }
    assertThat(picture.get(3, 0, 31)).isEqualTo(1);
    assertThat(picture.get(3, 0, 33)).as("between them").isEqualTo(0);
    assertThat(picture.get(3, 0, 35)).isEqualTo(1);
  }

  @Test
  void channelsAreColours() {
    Tensor picture = new FilterGrid("0", Tensor.of(new float[] {2, 6, 4}, 1, 3, 1, 1)).picture();
    assertThat(picture.slice(0).get(0, 0)).isEqualTo(0);
    assertThat(picture.slice(1).get(0, 0)).isEqualTo(1);
    assertThat(picture.slice(2).get(0, 0)).isEqualTo(0.5f);
  }
}
