package convnet.op;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.kernel.Compute;
import convnet.op.ConvolutionMethod.Direction;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Strides folded into channels, against the definition, and where that is done. */
class SpaceToDepthConvolutionTest {
  private static final ByTheDefinition DEFINITION =
      new ByTheDefinition(new SpaceToDepthConvolution());

  private final SpaceToDepthConvolution folded = new SpaceToDepthConvolution();

  @AfterAll
  static void close() {
    DEFINITION.close();
  }

  /** The first layer of AlexNet, others of its kind, padding of all modes, pixels left over. */
  @ParameterizedTest
  @CsvSource({
    "1, 3, 64, 63, 67, 11, 4, 2, 2, 2, 2, ZEROS",
    "2, 3, 96, 47, 51, 11, 4, 0, 0, 0, 0, ZEROS",
    "5, 2, 32, 43, 36, 12, 4, 1, 4, 5, 0, ZEROS",
    "9, 8, 33, 15, 20, 5, 2, 2, 2, 1, 3, ZEROS",
    "9, 10, 32, 17, 18, 6, 2, 0, 1, 2, 0, ZEROS",
    "2, 4, 40, 38, 35, 8, 3, 3, 2, 4, 1, REFLECT",
    "2, 4, 40, 38, 35, 8, 3, 3, 2, 4, 1, SYMMETRIC",
    "2, 4, 40, 38, 35, 8, 3, 3, 2, 4, 1, REPLICATE",
    "2, 4, 40, 38, 35, 8, 3, 3, 2, 4, 1, CIRCULAR",
  })
  void matchesTheDefinition(
      int batch,
      int in,
      int out,
      int height,
      int width,
      int size,
      int stride,
      int top,
      int bottom,
      int left,
      int right,
      PaddingMode mode) {
    ConvolutionParameters p =
        ConvolutionParameters.of(Size.of(size))
            .withStride(Size.of(stride))
            .withPadding(new Padding(top, bottom, left, right))
            .withPaddingMode(mode);
    DEFINITION.check(p, Shape.of(batch, in, height, width), Shape.of(out, in, size, size));
  }

  /** Not nearly nothing: nothing. */
  @Test
  void pixelsThatNoWindowMeetsHaveNoGradient() {
    ConvolutionParameters p = ConvolutionParameters.of(Size.of(11)).withStride(Size.of(4));
    Tensor diffSrc = Views.unwritten(Shape.of(1, 3, 62, 61));
    Tensor weights = Views.random(new Random(1), Shape.of(64, 3, 11, 11));
    Tensor diffDst = Views.random(new Random(2), Shape.of(1, 64, 13, 13));
    try (Compute compute = Compute.create(2)) {
      folded.backwardData(p, diffDst, weights, diffSrc, compute);
    }
    for (int i = 0; i < diffSrc.size(); i++) {
      boolean met = i / 61 % 62 < 59 && i % 61 < 59;
      assertThat(diffSrc.data()[diffSrc.offset() + i] != 0).isEqualTo(met);
    }
  }

  @Test
  void isTakenWhereItPays() {
    ConvolutionParameters p =
        ConvolutionParameters.of(Size.of(11)).withStride(Size.of(4)).withPadding(Padding.of(2));
    assertThat(suits(p, 3, 64)).isTrue();
    assertThat(suits(p, 3, 16)).as("few channels").isFalse();
    assertThat(suits(p, 1, 64)).as("few channels when folded").isFalse();
    assertThat(suits(p.withStride(Size.of(4, 3)), 3, 64)).isFalse();
    assertThat(suits(p.withStride(Size.of(1)), 3, 64)).isFalse();
    assertThat(suits(p.withDilation(Size.of(2)), 3, 64)).isFalse();
    assertThat(suits(p.withStride(Size.of(5)), 3, 64)).as("mostly zeros").isFalse();
    assertThat(suits(p.withStride(Size.of(6)), 3, 64)).as("two blocks").isFalse();
    assertThat(suitsWeights(p, 3, 64, 135)).isTrue();
    assertThat(suitsWeights(p, 1, 64, 135)).isTrue();
    assertThat(suitsWeights(p, 3, 31, 135)).as("few filters").isFalse();
    assertThat(suitsWeights(p, 3, 64, 95)).as("small images").isFalse();
    assertThat(suitsWeights(p, 3, 64, 1500)).isTrue();
    assertThat(suitsWeights(p, 3, 64, 4000)).as("large images").isFalse();
    assertThat(suitsWeights(p.withStride(Size.of(5)), 3, 64, 170)).isFalse();
  }

  private boolean suits(ConvolutionParameters p, int in, int out) {
    Shape src = Shape.of(8, in, 95, 95);
    Shape weights = Shape.of(out, in, 11, 11);
    Shape dst = p.outputShape(src, out);
    boolean suits = folded.suits(Direction.FORWARD, p, src, weights, dst);
    assertThat(folded.suits(Direction.BACKWARD_DATA, p, src, weights, dst)).isEqualTo(suits);
    return suits;
  }

  private boolean suitsWeights(ConvolutionParameters p, int in, int out, int size) {
    Shape src = Shape.of(8, in, size, size);
    Shape weights = Shape.of(out, in, 11, 11);
    return folded.suits(Direction.BACKWARD_WEIGHTS, p, src, weights, p.outputShape(src, out));
  }
}
