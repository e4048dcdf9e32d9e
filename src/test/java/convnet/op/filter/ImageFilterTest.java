package convnet.op.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import convnet.kernel.Compute;
import convnet.op.Padding;
import convnet.op.PaddingMode;
import convnet.op.Size;
import convnet.tensor.PlaneSink;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ImageFilterTest {
  private static final FilterParameters SAME =
      new FilterParameters(Size.of(1), null, Size.of(1), 1, PaddingMode.REPLICATE, null);
  private static final Kernel RIGHT = new Kernel("right", KernelText.parse("0 0 1"));
  private static final Kernel BELOW = new Kernel("below", KernelText.parse("0; 0; 10"));

  /** Two images of two channels of 2x3, every element its own index. */
  private final Tensor src = Tensor.zeros(2, 2, 2, 3);

  ImageFilterTest() {
    for (int i = 0; i < src.size(); i++) {
      src.data()[i] = i;
    }
  }

  @Test
  void allChannelsByTheFirstKernelThenAllByTheSecond() {
    Tensor dst = forward(new ImageFilter(List.of(RIGHT, BELOW), false, SAME), null);
    assertThat(dst.shape()).isEqualTo(Shape.of(2, 4, 2, 3));
    assertThat(dst.slice(0).slice(0).toArray()).containsExactly(1, 2, 2, 4, 5, 5);
    assertThat(dst.slice(0).slice(1).toArray()).containsExactly(7, 8, 8, 10, 11, 11);
    assertThat(dst.slice(0).slice(2).toArray()).containsExactly(30, 40, 50, 30, 40, 50);
    assertThat(dst.slice(0).slice(3).toArray()).containsExactly(90, 100, 110, 90, 100, 110);
    assertThat(dst.slice(1).slice(0).toArray()).containsExactly(13, 14, 14, 16, 17, 17);
    assertThat(dst.slice(1).slice(3).toArray()).containsExactly(210, 220, 230, 210, 220, 230);
  }

  @Test
  void channelsAddedUp() {
    Tensor dst = forward(new ImageFilter(List.of(RIGHT, BELOW), true, SAME), null);
    assertThat(dst.shape()).isEqualTo(Shape.of(2, 2, 2, 3));
    assertThat(dst.slice(0).slice(0).toArray()).containsExactly(8, 10, 10, 14, 16, 16);
    assertThat(dst.slice(1).slice(1).toArray()).containsExactly(360, 380, 400, 360, 380, 400);
  }

  @Test
  void aBiasForEachFeatureMap() {
    Tensor dst =
        forward(
            new ImageFilter(List.of(RIGHT, BELOW), false, SAME),
            Tensor.of(new float[] {100, 200, 300, 400}, 4));
    assertThat(dst.slice(0).slice(1).toArray()).startsWith(207);
    assertThat(dst.slice(1).slice(2).toArray()).startsWith(450);
  }

  @Test
  void withoutPaddingKernelsOfDifferentSizesDoNotGoTogether() {
    FilterParameters valid =
        new FilterParameters(Size.of(1), Padding.NONE, Size.of(1), 1, PaddingMode.ZEROS, null);
    ImageFilter filter =
        new ImageFilter(List.of(new Kernel("a", KernelText.parse("1 1")), RIGHT), false, valid);
    assertThatThrownBy(() -> filter.outputShape(src.shape()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("feature maps of one size are needed, but a gives 2x2 and right 2x1");
  }

  @Test
  void flippedAndNormalized() {
    Kernel kernel = new Kernel("k", KernelText.parse("1 2 3; 4 5 -5"));
    assertThat(Kernel.flipped(kernel.values()).toArray()).containsExactly(-5, 5, 4, 3, 2, 1);
    assertThat(Kernel.normalized(kernel.values()).toArray())
        .containsExactly(new float[] {.1f, .2f, .3f, .4f, .5f, -.5f}, within(1e-7f));
    Tensor two = Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, 2, 2);
    assertThat(Kernel.flipped(two.narrow(1, 2)).toArray()).containsExactly(8, 7, 6, 5);
    assertThat(Kernel.flipped(two).toArray()).containsExactly(4, 3, 2, 1, 8, 7, 6, 5);
    assertThatThrownBy(() -> Kernel.normalized(NamedKernel.of("sobel-x").values()))
        .hasMessage("the numbers add up to 0, by which nothing can be divided");
  }

  @Test
  void reductions() {
    Tensor maps = Tensor.of(new float[] {3, -1, 4, 2, /**/ 0, 0, 0, 5}, 2, 2, 1, 2);
    assertThat(reduced(Reduction.MAGNITUDE, maps))
        .containsExactly(new float[] {5, (float) Math.sqrt(5), 0, 5}, within(1e-6f));
    assertThat(reduced(Reduction.SUM, maps)).containsExactly(7, 1, 0, 5);
    assertThat(reduced(Reduction.MEAN, maps)).containsExactly(3.5f, 0.5f, 0, 2.5f);
    assertThat(reduced(Reduction.MAX, maps)).containsExactly(4, 2, 0, 5);
    assertThat(reduced(Reduction.MIN, maps)).containsExactly(3, -1, 0, 0);
  }

  /**
   * Every pixel lays the kernel down by itself, as the definition has it.
   *
   * <p>Strides, dilations, paddings (unequal where the kernel is even), groups and output paddings
   * of all sizes, also an output padding that reaches beyond all kernels.
   */
  @ParameterizedTest
  @CsvSource({
    "1x1, 1x1, 0x0, 1, 0x0",
    "2x2, 1x1, 0x0, 1, 0x0",
    "2x3, 1x1, 1x2, 1, 1x2",
    "3x1, 2x2, 2x1, 2, 2x1",
    "2x2, 3x4, 0x0, 2, 2x3",
    "1x4, 1x1, 1x0, 2, 0x3",
  })
  void transposed(
      String stride, String dilation, String padding, int groups, String outputPadding) {
    Size s = size(stride);
    Size d = size(dilation);
    Size p = size(padding);
    FilterParameters parameters =
        new FilterParameters(
            s,
            Padding.of(p.height(), p.width()),
            d,
            groups,
            PaddingMode.ZEROS,
            size(outputPadding));
    Tensor weights = numbered(4, 3, 2, 3);
    Tensor images = numbered(2, 4, 3, 2);
    Tensor bias = numbered(3 * groups);
    Filter filter = Filter.of(weights, parameters);
    Tensor dst = Tensor.zeros(filter.outputShape(images.shape()));
    assertThat(dst.shape())
        .isEqualTo(
            Shape.of(
                2,
                3 * groups,
                2 * s.height() - 2 * p.height() + d.height() + size(outputPadding).height() + 1,
                s.width() - 2 * p.width() + 2 * d.width() + size(outputPadding).width() + 1));
    try (Compute compute = Compute.create(2)) {
      filter.forward(images, bias, dst, compute);
    }
    Tensor expected = Tensor.zeros(dst.shape());
    for (int n = 0; n < 2; n++) {
      for (int o = 0; o < 3 * groups; o++) {
        expected.slice(n).slice(o).fill(bias.get(o));
      }
      for (int c = 0; c < 4; c++) {
        for (int o = 0; o < 3; o++) {
          int map = c / (4 / groups) * 3 + o;
          for (int i = 0; i < images.slice(n).slice(c).size() * 6; i++) {
            int y = i / 12;
            int x = i / 6 % 2;
            int ky = i / 3 % 2;
            int kx = i % 3;
            int row = y * s.height() + ky * d.height() - p.height();
            int column = x * s.width() + kx * d.width() - p.width();
            if (row >= 0
                && row < dst.shape().height()
                && column >= 0
                && column < dst.shape().width()) {
              float product = images.get(n, c, y, x) * weights.get(c, o, ky, kx);
              expected.set(expected.get(n, map, row, column) + product, n, map, row, column);
            }
          }
        }
      }
    }
    assertThat(dst.toArray()).isEqualTo(expected.toArray());
  }

  /** Whole numbers from −5 to 5, whose products and sums are exact. */
  private static Tensor numbered(int... dims) {
    Tensor tensor = Tensor.zeros(dims);
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[i] = i * 7 % 11 - 5;
    }
    return tensor;
  }

  private static Size size(String text) {
    String[] sides = text.split("x");
    return Size.of(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
  }

  @Test
  void whatTransposedFiltersRefuse() {
    FilterParameters p =
        new FilterParameters(
            Size.of(2), Padding.of(2), Size.of(1), 1, PaddingMode.ZEROS, Size.of(1));
    Filter filter = Filter.of(Tensor.zeros(2, 1, 2, 2), p);
    assertThatThrownBy(() -> filter.outputShape(Shape.of(1, 1, 3, 3)))
        .hasMessage(
            "transposed weights of 2x1x2x2 (I, O/groups, kH, kW) take 2 channels, the input has 1");
    assertThatThrownBy(() -> filter.outputShape(Shape.of(1, 2, 1, 9)))
        .hasMessage("padding of 2 and 2 leaves nothing of an output height of 2");
    FilterParameters much =
        new FilterParameters(
            Size.of(2), Padding.NONE, Size.of(1), 1, PaddingMode.ZEROS, Size.of(0, 2));
    assertThatThrownBy(() -> Filter.of(Tensor.zeros(2, 1, 2, 2), much))
        .hasMessage("output padding of 2 must be below the stride of 2 or the dilation of 1");
    FilterParameters mirror =
        new FilterParameters(
            Size.of(2), Padding.NONE, Size.of(1), 1, PaddingMode.REFLECT, Size.of(0));
    assertThatThrownBy(() -> Filter.of(Tensor.zeros(2, 1, 2, 2), mirror))
        .hasMessage("a transposed convolution has padding of zeros only");
  }

  private static float[] reduced(Reduction reduction, Tensor maps) {
    Tensor dst = Tensor.zeros(2, 1, 1, 2);
    for (int n = 0; n < 2; n++) {
      Tensor image = maps.slice(n).copy();
      reduction.into(PlaneSink.of(dst.slice(n)), 2, 2).write(0, 1, image.data(), 0, 2);
    }
    return dst.toArray();
  }

  private Tensor forward(ImageFilter filter, @Nullable Tensor bias) {
    Tensor dst = Tensor.zeros(filter.outputShape(src.shape()));
    try (Compute compute = Compute.create(2)) {
      filter.forward(src, bias, dst, compute);
    }
    return dst;
  }
}
