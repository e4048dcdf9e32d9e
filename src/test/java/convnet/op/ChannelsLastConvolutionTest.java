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

/** Strides over images whose channels are last, against the definition, and where that is done. */
class ChannelsLastConvolutionTest {
  private static final ByTheDefinition DEFINITION =
      ByTheDefinition.ofSums(new ChannelsLastConvolution());

  private final ChannelsLastConvolution strided = new ChannelsLastConvolution();

  @AfterAll
  static void close() {
    DEFINITION.close();
  }

  /**
   * Layers of residual networks; kernels smaller than the stride, and one of a single tap along one
   * axis; runs of taps longer than a tile's; pixels and channels left over; padding of all modes.
   */
  @ParameterizedTest
  @CsvSource({
    "3, 16, 32, 14, 14, 3, 3, 2, 2, 1, 1, 1, 1, ZEROS",
    "2, 17, 33, 15, 13, 3, 3, 2, 2, 1, 1, 1, 1, ZEROS",
    "2, 16, 40, 15, 14, 1, 1, 2, 2, 0, 0, 0, 0, ZEROS",
    "1, 3, 16, 31, 33, 7, 7, 2, 2, 3, 3, 3, 3, ZEROS",
    "2, 100, 90, 9, 8, 3, 3, 2, 2, 0, 1, 1, 0, ZEROS",
    "9, 18, 20, 11, 10, 2, 2, 3, 3, 1, 0, 0, 1, ZEROS",
    "2, 16, 16, 12, 17, 1, 4, 2, 3, 0, 0, 2, 1, ZEROS",
    "2, 5, 20, 12, 17, 5, 2, 4, 2, 2, 3, 0, 1, REFLECT",
    "2, 5, 20, 12, 17, 5, 2, 4, 2, 2, 3, 0, 1, SYMMETRIC",
    "2, 5, 20, 12, 17, 5, 1, 4, 2, 2, 3, 0, 1, REPLICATE",
    "2, 5, 20, 12, 17, 1, 2, 4, 2, 2, 3, 0, 1, CIRCULAR",
  })
  void matchesTheDefinition(
      int batch,
      int in,
      int out,
      int height,
      int width,
      int kernelHeight,
      int kernelWidth,
      int strideDown,
      int strideAcross,
      int top,
      int bottom,
      int left,
      int right,
      PaddingMode mode) {
    ConvolutionParameters p =
        ConvolutionParameters.of(Size.of(kernelHeight, kernelWidth))
            .withStride(Size.of(strideDown, strideAcross))
            .withPadding(new Padding(top, bottom, left, right))
            .withPaddingMode(mode);
    DEFINITION.checkImages(
        p, Shape.of(batch, in, height, width), Shape.of(out, in, kernelHeight, kernelWidth));
  }

  /** Pixels that no window meets have a gradient of nothing, not of what stood there. */
  @Test
  void pixelsThatNoWindowMeetsHaveNoGradient() {
    ConvolutionParameters p = ConvolutionParameters.of(Size.of(2)).withStride(Size.of(3));
    Tensor diffSrc = Views.unwritten(Shape.of(1, 16, 13, 12));
    Tensor weights = Views.random(new Random(1), Shape.of(20, 16, 2, 2));
    Tensor diffDst = Views.random(new Random(2), Shape.of(1, 20, 4, 4));
    try (Compute compute = Compute.create(2)) {
      strided.backwardData(p, diffDst, weights, diffSrc, compute);
    }
    for (int i = 0; i < diffSrc.size(); i++) {
      int y = i / 12 % 13;
      boolean met = y % 3 < 2 && y < 12 && i % 12 % 3 < 2;
      assertThat(diffSrc.data()[diffSrc.offset() + i] != 0).isEqualTo(met);
    }
  }

  @Test
  void isTakenWhereItPays() {
    ConvolutionParameters p =
        ConvolutionParameters.of(Size.of(3)).withStride(Size.of(2)).withPadding(Padding.of(1));
    assertThat(suits(Direction.FORWARD, p, 64, 64, 32)).isTrue();
    assertThat(suits(Direction.BACKWARD_DATA, p, 64, 64, 32)).isTrue();
    assertThat(suits(Direction.BACKWARD_WEIGHTS, p, 64, 64, 32)).isFalse();
    assertThat(suits(Direction.FORWARD, p, 64, 64, 30)).as("few pixels").isFalse();
    assertThat(suits(Direction.BACKWARD_DATA, p, 64, 64, 8)).isTrue();
    assertThat(suits(Direction.BACKWARD_DATA, p, 64, 64, 6)).as("few pixels").isFalse();
    assertThat(suits(Direction.FORWARD, p, 3, 64, 32)).as("few channels").isFalse();
    assertThat(suits(Direction.FORWARD, p, 64, 8, 32)).as("few filters").isFalse();
    assertThat(suits(Direction.FORWARD, p.withStride(Size.of(1)), 64, 64, 32)).isFalse();
    assertThat(suits(Direction.FORWARD, p.withStride(Size.of(2, 1)), 64, 64, 32)).isFalse();
    assertThat(suits(Direction.FORWARD, p.withDilation(Size.of(2)), 64, 64, 64)).isFalse();
    assertThat(suits(Direction.FORWARD, p.withGroups(2), 64, 64, 32)).isFalse();
    ConvolutionParameters single = ConvolutionParameters.of(Size.of(1)).withStride(Size.of(2));
    assertThat(suits(Direction.FORWARD, single, 64, 64, 64)).as("single taps").isFalse();
  }

  private boolean suits(Direction direction, ConvolutionParameters p, int in, int out, int size) {
    Shape src = Shape.of(8, in, size, size);
    Shape weights = Shape.of(out, in / p.groups(), p.kernel().height(), p.kernel().width());
    return strided.suits(direction, p, src, weights, p.outputShape(src, out));
  }
}
