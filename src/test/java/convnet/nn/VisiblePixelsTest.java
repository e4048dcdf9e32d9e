package convnet.nn;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.kernel.Compute;
import convnet.kernel.ScalarKernels;
import convnet.model.LayerSpec;
import convnet.model.NetworkSpec;
import convnet.model.ReceptiveField;
import convnet.op.ConvolutionParameters;
import convnet.op.Padding;
import convnet.op.PoolingParameters;
import convnet.op.Size;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * The receptive field that is predicted for the middle of an output, and the pixels that it does
 * depend on: each in turn is made very bright. All weights are positive, so that nothing cancels
 * and a bright pixel is the greatest wherever there is a maximum.
 */
final class VisiblePixelsTest {
  private static final int NETWORKS = 120;
  private static final float BRIGHT = 1e8f;

  /** Rows or columns from the first to the last, inclusive. */
  private record Span(long first, long last) {
    static Span of(ReceptiveField.Axis axis, int output) {
      long first = Math.round(axis.start() + (double) axis.jump() * output - axis.size() / 2.0);
      return new Span(first, first + axis.size() - 1);
    }

    boolean contains(int pixel) {
      return first <= pixel && pixel <= last;
    }

    boolean isWithin(int size) {
      return first >= 0 && last < size;
    }
  }

  @Test
  void theFieldHoldsWhatTheMiddleOfTheOutputSees() {
    int whole = 0;
    try (Compute compute = Compute.create(new ScalarKernels(), 1)) {
      for (int seed = 0; seed < NETWORKS; seed++) {
        boolean dense = seed % 2 == 0;
        NetworkSpec spec = draw(new SplittableRandom(seed), dense);
        int y = spec.outputShape().height() / 2;
        int x = spec.outputShape().width() / 2;
        ReceptiveField field = spec.summaries().getLast().field();
        Span rows = Span.of(field.height(), y);
        Span columns = Span.of(field.width(), x);
        boolean[][] seen = visible(spec, y, x, seed, compute);
        String description = "seed %d: %s and %s of %s".formatted(seed, rows, columns, spec);
        assertNothingBeyond(seen, rows, columns, description);
        // Over the border, padding may stand between a pixel and the output.
        if (rows.isWithin(spec.input().height()) && columns.isWithin(spec.input().width())) {
          whole++;
          if (dense) {
            assertAllOf(seen, rows, columns, description);
          } else {
            assertReaches(seen, rows, columns, description);
          }
        }
      }
    }
    assertThat(whole).as("fields all in the image").isGreaterThan(NETWORKS / 3);
  }

  private static void assertNothingBeyond(
      boolean[][] seen, Span rows, Span columns, String description) {
    for (int y = 0; y < seen.length; y++) {
      for (int x = 0; x < seen[y].length; x++) {
        if (seen[y][x]) {
          assertThat(rows.contains(y) && columns.contains(x))
              .as("%s: sees %d, %d", description, y, x)
              .isTrue();
        }
      }
    }
  }

  private static void assertAllOf(boolean[][] seen, Span rows, Span columns, String description) {
    for (int y = (int) rows.first; y <= rows.last; y++) {
      for (int x = (int) columns.first; x <= columns.last; x++) {
        assertThat(seen[y][x]).as("%s: sees %d, %d", description, y, x).isTrue();
      }
    }
  }

  /** Dilation and long strides leave holes, but not at the corners. */
  private static void assertReaches(boolean[][] seen, Span rows, Span columns, String description) {
    for (long y : new long[] {rows.first, rows.last}) {
      for (long x : new long[] {columns.first, columns.last}) {
        assertThat(seen[(int) y][(int) x]).as("%s: sees %d, %d", description, y, x).isTrue();
      }
    }
  }

  /** Whether the output at (y, x) changes with each pixel, (H, W). */
  private static boolean[][] visible(NetworkSpec spec, int y, int x, long seed, Compute compute) {
    Shape input = spec.input();
    int pixels = input.height() * input.width();
    Network network = positive(spec, seed);
    ExecutionPlan plan = ExecutionPlan.forInference(network, pixels + 1, compute);
    plan.input().fill(1);
    for (int pixel = 0; pixel < pixels; pixel++) {
      for (int c = 0; c < input.channels(); c++) {
        plan.input().set(BRIGHT, pixel, c, pixel / input.width(), pixel % input.width());
      }
    }
    Tensor output = plan.forward(pixels + 1);
    boolean[][] visible = new boolean[input.height()][input.width()];
    for (int pixel = 0; pixel < pixels; pixel++) {
      visible[pixel / input.width()][pixel % input.width()] =
          output.get(pixel, 0, y, x) != output.get(pixels, 0, y, x);
    }
    return visible;
  }

  private static Network positive(NetworkSpec spec, long seed) {
    Network network = new Network(spec);
    network.initialize(seed);
    for (Parameter parameter : network.parameters()) {
      float[] values = parameter.value().data();
      for (int i = 0; i < values.length; i++) {
        values[i] = Math.abs(values[i]) + 0.1f;
      }
    }
    return network;
  }

  /**
   * Up to three layers with windows, and between them some without.
   *
   * @param dense whether no pixel is left out between windows or in them
   */
  private static NetworkSpec draw(SplittableRandom random, boolean dense) {
    Shape input = Shape.of(random.nextInt(1, 3), random.nextInt(7, 14), random.nextInt(7, 14));
    List<LayerSpec> layers = new ArrayList<>();
    Shape shape = input;
    for (int windows = random.nextInt(1, 4); windows > 0; ) {
      String name = Integer.toString(layers.size());
      LayerSpec layer =
          random.nextInt(3) == 0 ? pixelwise(random, name) : windowed(random, name, dense);
      try {
        shape = layer.outputShape(shape);
      } catch (IllegalArgumentException _) {
        break; // nothing is left to lay windows on
      }
      layers.add(layer);
      windows -= layer.outputShape(input).equals(input) ? 0 : 1;
    }
    return layers.isEmpty() ? draw(random, dense) : new NetworkSpec("net", input, layers);
  }

  private static LayerSpec pixelwise(SplittableRandom random, String name) {
    return switch (random.nextInt(3)) {
      case 0 -> new LayerSpec.ReLU(name);
      case 1 -> LayerSpec.BatchNorm2d.of(name);
      default -> new LayerSpec.Dropout(name, 0.5f);
    };
  }

  private static LayerSpec windowed(SplittableRandom random, String name, boolean dense) {
    Size kernel = Size.of(random.nextInt(1, 4), random.nextInt(1, 4));
    Size stride =
        dense
            ? Size.of(random.nextInt(1, kernel.height() + 1), random.nextInt(1, kernel.width() + 1))
            : Size.of(random.nextInt(1, 3), random.nextInt(1, 3));
    Size dilation = dense ? Size.of(1) : Size.of(random.nextInt(1, 3), random.nextInt(1, 3));
    Size padding =
        Size.of(random.nextInt(kernel.height() / 2 + 1), random.nextInt(kernel.width() / 2 + 1));
    return switch (random.nextInt(5)) {
      case 0 ->
          new LayerSpec.MaxPool2d(
              name, new PoolingParameters(kernel, stride, padding, dilation, false));
      case 1 ->
          new LayerSpec.AvgPool2d(
              name,
              new PoolingParameters(kernel, stride, padding, Size.of(1), false),
              random.nextBoolean(),
              0);
      case 2 -> block(name);
      default ->
          LayerSpec.Conv2d.of(
              name,
              random.nextInt(1, 3),
              ConvolutionParameters.of(kernel)
                  .withStride(stride)
                  .withPadding(Padding.of(padding.height(), padding.width()))
                  .withDilation(dilation));
    };
  }

  private static LayerSpec block(String name) {
    ConvolutionParameters three = ConvolutionParameters.of(Size.of(3)).withPadding(Padding.of(1));
    return new LayerSpec.Residual(
        name,
        List.of(LayerSpec.Conv2d.of(name + ".conv", 2, three)),
        List.of(LayerSpec.Conv2d.of(name + ".shortcut", 2, ConvolutionParameters.of(Size.of(1)))),
        true);
  }
}
