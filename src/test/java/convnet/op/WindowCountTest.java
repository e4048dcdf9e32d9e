package convnet.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import convnet.tensor.Shape;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The formulas for sizes, held against windows that are laid down one by one. */
final class WindowCountTest {
  private static final int CASES = 1000;

  /** Windows along one axis. */
  private record Axis(int kernel, int stride, int dilation, int before, int after, boolean ceil) {
    static Axis ofPooling(SplittableRandom random, boolean ceil) {
      int kernel = random.nextInt(1, 8);
      int padding = random.nextInt(kernel / 2 + 1);
      return new Axis(kernel, random.nextInt(1, 10), random.nextInt(1, 5), padding, padding, ceil);
    }

    static Axis ofConvolution(SplittableRandom random) {
      return new Axis(
          random.nextInt(1, 8),
          random.nextInt(1, 10),
          random.nextInt(1, 5),
          random.nextInt(9),
          random.nextInt(9),
          false);
    }

    /** How many windows there are over so many elements. */
    int count(int input) {
      int windows = 0;
      while (isThere(windows, input)) {
        windows++;
      }
      return windows;
    }

    /**
     * A window is there if none of its elements lies beyond the padding. With ceil mode it is, too,
     * if the one before it would leave elements over, and it begins in the image or before it.
     */
    private boolean isThere(int window, int input) {
      int start = window * stride - before;
      return ends(start) <= input + after
          || (ceil && ends(start - stride) < input + after && start < input);
    }

    private int ends(int start) {
      int last = start;
      for (int tap = 1; tap < kernel; tap++) {
        last += dilation;
      }
      return last + 1;
    }

    /** The smallest image with a window. */
    int least() {
      int input = 1;
      while (count(input) == 0) {
        input++;
      }
      return input;
    }
  }

  private static Size size(int height, int width) {
    return Size.of(height, width);
  }

  private static PoolingParameters pooling(Axis h, Axis w) {
    return new PoolingParameters(
        size(h.kernel, w.kernel),
        size(h.stride, w.stride),
        size(h.before, w.before),
        size(h.dilation, w.dilation),
        h.ceil);
  }

  private static ConvolutionParameters convolution(Axis h, Axis w) {
    return ConvolutionParameters.of(size(h.kernel, w.kernel))
        .withStride(size(h.stride, w.stride))
        .withPadding(new Padding(h.before, h.after, w.before, w.after))
        .withDilation(size(h.dilation, w.dilation));
  }

  @Test
  void poolingHasAsManyWindowsAsThereAre() {
    for (int seed = 0; seed < CASES; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      boolean ceil = random.nextBoolean();
      Axis h = Axis.ofPooling(random, ceil);
      Axis w = Axis.ofPooling(random, ceil);
      int any = random.nextInt(1, 40);
      assertThat(Math.max(0, pooling(h, w).outputHeight(any)))
          .as("seed %d: %s over %d", seed, h, any)
          .isEqualTo(h.count(any));
      Shape src = Shape.of(3, h.least() + random.nextInt(30), w.least() + random.nextInt(30));
      assertThat(pooling(h, w).outputShape(src))
          .as("seed %d: %s and %s over %s", seed, h, w, src)
          .isEqualTo(Shape.of(3, h.count(src.height()), w.count(src.width())));
    }
  }

  @Test
  void convolutionHasAsManyWindowsAsThereAre() {
    for (int seed = 0; seed < CASES; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Axis h = Axis.ofConvolution(random);
      Axis w = Axis.ofConvolution(random);
      int any = random.nextInt(1, 40);
      assertThat(Math.max(0, convolution(h, w).outputWidth(any)))
          .as("seed %d: %s over %d", seed, w, any)
          .isEqualTo(w.count(any));
      Shape src = Shape.of(2, h.least() + random.nextInt(30), w.least() + random.nextInt(30));
      assertThat(convolution(h, w).outputShape(src, 5))
          .as("seed %d: %s and %s over %s", seed, h, w, src)
          .isEqualTo(Shape.of(5, h.count(src.height()), w.count(src.width())));
    }
  }

  /** Height and width each have theirs; one that is too small is not made good by the other. */
  @Test
  void oneElementLessThanTheLeastIsRefused() {
    for (int seed = 0; seed < CASES; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      boolean ceil = random.nextBoolean();
      boolean flat = random.nextBoolean();
      Axis h = Axis.ofPooling(random, ceil);
      Axis w = Axis.ofPooling(random, ceil);
      assertThatIllegalArgumentException()
          .as("seed %d: %s and %s", seed, h, w)
          .isThrownBy(() -> pooling(h, w).outputShape(tooSmall(h, w, flat)))
          .withMessageContaining(" it needs at least %dx%d", h.least(), w.least());

      Axis rows = Axis.ofConvolution(random);
      Axis columns = Axis.ofConvolution(random);
      Shape small = tooSmall(rows, columns, flat);
      assertThatIllegalArgumentException()
          .as("seed %d: %s and %s over %s", seed, rows, columns, small)
          .isThrownBy(() -> convolution(rows, columns).outputShape(small, 1))
          .withMessageMatching(
              "(?s).*%s.* at least %d"
                  .formatted(flat ? "height" : "width", flat ? rows.least() : columns.least()));
    }
  }

  private static Shape tooSmall(Axis h, Axis w, boolean flat) {
    return flat ? Shape.of(1, h.least() - 1, w.least()) : Shape.of(1, h.least(), w.least() - 1);
  }

  @Test
  void samePaddingKeepsTheSize() {
    for (int seed = 0; seed < CASES; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Size kernel = size(random.nextInt(1, 9), random.nextInt(1, 9));
      Size dilation = size(random.nextInt(1, 5), random.nextInt(1, 5));
      Shape src = Shape.of(1, random.nextInt(1, 30), random.nextInt(1, 30));
      ConvolutionParameters p =
          ConvolutionParameters.of(kernel)
              .withDilation(dilation)
              .withPadding(Padding.same(kernel, dilation));
      assertThat(p.outputShape(src, 1)).as("seed %d: %s over %s", seed, p, src).isEqualTo(src);
    }
  }
}
