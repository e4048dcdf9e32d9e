package convnet.train;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.data.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingLossTest {

  /** sklearn.utils.class_weight.compute_class_weight("balanced", …) of 6, 3 and 1 images. */
  @Test
  void weightsAreThoseOfScikitLearn() {
    List<Sample> samples = new ArrayList<>();
    for (int label : new int[] {0, 1, 0, 2, 0, 1, 0, 0, 1, 0}) {
      samples.add(new Sample(Path.of("image"), label));
    }
    assertThat(TrainingLoss.balanced(samples, 3).toArray())
        .containsExactly((float) (10 / 18.0), (float) (10 / 9.0), (float) (10 / 3.0));
  }
}
