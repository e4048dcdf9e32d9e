package convnet.cli;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convnet.model.Architectures;
import convnet.model.NetworkSpec;
import convnet.nn.Network;
import convnet.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchNormCheckTest {
  private static final NetworkSpec RESNET = Architectures.bundled("resnet18").network();

  /** Images of 32x32 have become single pixels in its last stage. */
  @Test
  void oneValueForAChannelIsRefused() {
    Network small = new Network(RESNET.withInput(Shape.of(3, 32, 32)));
    assertThatThrownBy(() -> BatchNormCheck.require(small, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("--batch-size 1: layer4.0.bn1 (BatchNorm2d) has one value");
    assertThatCode(() -> BatchNormCheck.require(small, 2)).doesNotThrowAnyException();
  }

  @Test
  void severalPixelsAreSeveralValues() {
    Network large = new Network(RESNET.withInput(Shape.of(3, 33, 32)));
    assertThatCode(() -> BatchNormCheck.require(large, 1)).doesNotThrowAnyException();
  }

  /** Frozen, they use their running statistics. */
  @Test
  void frozenLayersNeedNoVariance() {
    NetworkSpec small = RESNET.withInput(Shape.of(3, 32, 32));
    Network frozen = FreezeOptions.freeze(new Network(small), List.of("layer4"));
    assertThatCode(() -> BatchNormCheck.require(frozen, 1)).doesNotThrowAnyException();
  }
}
