package convnet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import convnet.op.ConvolutionParameters;
import convnet.op.Size;
import convnet.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

final class InitializerTest {

  // fan-in 6 · 3 · 5 = 90 (12 channels in 2 groups), fan-out 8 · 3 · 5 = 120
  private static final ConvolutionParameters CONVOLUTION =
      ConvolutionParameters.of(Size.of(3, 5)).withGroups(2);
  private static final Shape INPUT = Shape.of(12, 9, 9);

  @Test
  void fansOfAConvolution() {
    assertThat(weight(Initializer.DEFAULT))
        .isEqualTo(new Initializer.Uniform((float) (1 / Math.sqrt(90))));
    assertThat(weight(new Initializer.KaimingNormal(Initializer.Fan.FAN_IN)))
        .isEqualTo(new Initializer.Normal((float) Math.sqrt(2.0 / 90)));
    assertThat(weight(new Initializer.KaimingNormal(Initializer.Fan.FAN_OUT)))
        .isEqualTo(new Initializer.Normal((float) Math.sqrt(2.0 / 120)));
    assertThat(weight(new Initializer.KaimingUniform(Initializer.Fan.FAN_IN)))
        .isEqualTo(new Initializer.Uniform((float) Math.sqrt(6.0 / 90)));
  }

  @Test
  void biasHasItsWeightsFan() {
    List<ParameterSpec> parameters = LayerSpec.Conv2d.of("conv", 8, CONVOLUTION).parameters(INPUT);
    assertThat(parameters.get(1).name()).isEqualTo("conv.bias");
    assertThat(parameters.get(1).init()).isEqualTo(parameters.get(0).init());
    List<ParameterSpec> linear = LayerSpec.Linear.of("fc", 3).parameters(Shape.of(16));
    assertThat(linear.get(1).init()).isEqualTo(new Initializer.Uniform(0.25f));
  }

  @Test
  void plainOnesStayAsTheyAre() {
    assertThat(weight(new Initializer.Normal(0.01f))).isEqualTo(new Initializer.Normal(0.01f));
    assertThat(weight(new Initializer.Constant(3))).isEqualTo(new Initializer.Constant(3));
  }

  @Test
  void batchNormalisationStartsAsTheIdentity() {
    assertThat(LayerSpec.BatchNorm2d.of("bn").parameters(INPUT).stream().map(ParameterSpec::init))
        .containsExactly(
            new Initializer.Constant(1),
            new Initializer.Constant(0),
            new Initializer.Constant(0),
            new Initializer.Constant(1));
  }

  @Test
  void spreadsAreNotNegative() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Initializer.Uniform(-1))
        .withMessage("a uniform distribution's bound must be 0 or more, not -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Initializer.Constant(Float.NaN))
        .withMessage("a constant must be finite, not NaN");
  }

  private static Initializer.Distribution weight(Initializer init) {
    return new LayerSpec.Conv2d("conv", 8, CONVOLUTION, true, init, Initializer.DEFAULT)
        .parameters(INPUT)
        .getFirst()
        .init();
  }
}
