package convnet.op.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import convnet.kernel.Compute;
import convnet.op.Padding;
import convnet.op.PaddingMode;
import convnet.op.Size;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ImageFilterTest {
  private static final FilterParameters SAME =
      new FilterParameters(Size.of(1), null, Size.of(1), 1, PaddingMode.REPLICATE);
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
    Tensor dst = forward(new ImageFilter(List.of(RIGHT, BELOW), SAME, false), null);
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
    Tensor dst = forward(new ImageFilter(List.of(RIGHT, BELOW), SAME, true), null);
    assertThat(dst.shape()).isEqualTo(Shape.of(2, 2, 2, 3));
    assertThat(dst.slice(0).slice(0).toArray()).containsExactly(8, 10, 10, 14, 16, 16);
    assertThat(dst.slice(1).slice(1).toArray()).containsExactly(360, 380, 400, 360, 380, 400);
  }

  @Test
  void aBiasForEachFeatureMap() {
    Tensor dst =
        forward(
            new ImageFilter(List.of(RIGHT, BELOW), SAME, false),
            Tensor.of(new float[] {100, 200, 300, 400}, 4));
    assertThat(dst.slice(0).slice(1).toArray()).startsWith(207);
    assertThat(dst.slice(1).slice(2).toArray()).startsWith(450);
  }

  @Test
  void withoutPaddingKernelsOfDifferentSizesDoNotGoTogether() {
    FilterParameters valid =
        new FilterParameters(Size.of(1), Padding.NONE, Size.of(1), 1, PaddingMode.ZEROS);
    ImageFilter filter =
        new ImageFilter(List.of(new Kernel("a", KernelText.parse("1 1")), RIGHT), valid, false);
    assertThatThrownBy(() -> filter.outputShape(src.shape()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("feature maps of one size are needed, but a gives 2x2 and right 2x1");
  }

  @Test
  void flippedAndNormalized() {
    Kernel kernel = new Kernel("k", KernelText.parse("1 2 3; 4 5 -5"));
    assertThat(kernel.flipped().values().toArray()).containsExactly(-5, 5, 4, 3, 2, 1);
    assertThat(kernel.normalized().values().toArray())
        .containsExactly(new float[] {.1f, .2f, .3f, .4f, .5f, -.5f}, within(1e-7f));
    Tensor two = Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, 2, 2);
    assertThat(Kernel.flipped(two.narrow(1, 2)).toArray()).containsExactly(8, 7, 6, 5);
    assertThat(Kernel.flipped(two).toArray()).containsExactly(4, 3, 2, 1, 8, 7, 6, 5);
    assertThatThrownBy(() -> NamedKernel.of("sobel-x").normalized())
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

  private static float[] reduced(Reduction reduction, Tensor maps) {
    Tensor dst = Tensor.zeros(2, 1, 1, 2);
    try (Compute compute = Compute.create(2)) {
      reduction.forward(maps, dst, compute);
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
