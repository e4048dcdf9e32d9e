package convnet.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import convnet.kernel.Compute;
import convnet.op.Walkthrough.Step;
import convnet.op.filter.Filter;
import convnet.op.filter.FilterParameters;
import convnet.op.filter.Kernel;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import convnet.tensor.Window;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is shown of a computation is what it computes. */
final class WalkthroughTest {
  private static final Compute COMPUTE = Compute.create(1);
  private static final SplittableRandom RANDOM = new SplittableRandom(7);

  @AfterAll
  static void close() {
    COMPUTE.close();
  }

  private static Tensor random(int... dims) {
    Tensor tensor = Tensor.zeros(dims);
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[i] = RANDOM.nextFloat(-1, 1);
    }
    return tensor;
  }

  /** The output after all steps. */
  private static Tensor replayed(Walkthrough walkthrough) {
    Tensor output = Tensor.zeros(walkthrough.output().shape());
    output.fill(walkthrough.start());
    for (Step step : walkthrough.steps()) {
      Window to = step.written();
      for (int i = 0; i < to.rows(); i++) {
        for (int j = 0; j < to.columns(); j++) {
          output.set(step.values().get(i, j), to.row(i), to.column(j));
        }
      }
    }
    return output;
  }

  private static Tensor kept(Walkthrough walkthrough) {
    Window kept = walkthrough.kept();
    Tensor part = Tensor.zeros(kept.rows(), kept.columns());
    for (int i = 0; i < kept.rows(); i++) {
      for (int j = 0; j < kept.columns(); j++) {
        part.set(walkthrough.output().get(kept.row(i), kept.column(j)), i, j);
      }
    }
    return part;
  }

  @ParameterizedTest
  @CsvSource({
    "ZEROS, 100 210 321 432 543 54 5, 0 0 1 2 3 4 5 0 0",
    "REFLECT, 123 212 321 432 543 454 345, 3 2 1 2 3 4 5 4 3",
    "REPLICATE, 111 211 321 432 543 554 555, 1 1 1 2 3 4 5 5 5",
    "CIRCULAR, 154 215 321 432 543 154 215, 4 5 1 2 3 4 5 1 2",
    "SYMMETRIC, 112 211 321 432 543 554 455, 2 1 1 2 3 4 5 5 4",
  })
  void paddingHoldsTheValuesOfItsMode(PaddingMode mode, String outputs, String padded) {
    Kernel kernel = new Kernel("k", Tensor.of(new float[] {1, 10, 100}, 1, 3));
    Filter filter =
        Filter.of(
            List.of(kernel),
            false,
            new FilterParameters(Size.of(1), Padding.of(0, 2), Size.of(1), 1, mode, null));
    Walkthrough walkthrough = walked(filter, Tensor.of(new float[] {1, 2, 3, 4, 5}, 1, 1, 1, 5));
    assertThat(walkthrough.input().toArray()).containsExactly(numbers(padded));
    assertThat(walkthrough.image()).isEqualTo(Window.dense(0, 2, 1, 5));
    assertThat(replayed(walkthrough).toArray()).containsExactly(numbers(outputs));
  }

  private static float[] numbers(String text) {
    String[] words = text.split(" ");
    float[] numbers = new float[words.length];
    for (int i = 0; i < words.length; i++) {
      numbers[i] = Float.parseFloat(words[i]);
    }
    return numbers;
  }

  private static Walkthrough walked(Filter filter, Tensor src) {
    return walked(filter, src, null);
  }

  private static Walkthrough walked(Filter filter, Tensor src, Tensor bias) {
    Tensor dst = Tensor.zeros(filter.outputShape(src.shape()));
    filter.forward(src, bias, dst, COMPUTE);
    Walkthrough walkthrough = filter.walkthrough(src, bias, dst, COMPUTE);
    assertThat(kept(walkthrough).toArray()).isEqualTo(dst.slice(0).slice(0).toArray());
    assertThat(replayed(walkthrough).toArray()).isEqualTo(walkthrough.output().toArray());
    return walkthrough;
  }

  /** Products and bias add up to what the convolution gave, to the rounding of a few floats. */
  @ParameterizedTest
  @EnumSource(PaddingMode.class)
  void productsAddUpToTheOutput(PaddingMode mode) {
    for (Size stride : List.of(Size.of(1), Size.of(2, 3))) {
      for (Size dilation : List.of(Size.of(1), Size.of(2, 1))) {
        for (int groups : List.of(1, 2)) {
          FilterParameters p =
              new FilterParameters(stride, new Padding(1, 2, 2, 0), dilation, groups, mode, null);
          Tensor bias = random(4);
          Walkthrough walkthrough =
              walked(Filter.of(random(4, 4 / groups, 3, 2), p), random(2, 4, 6, 7), bias);
          var rule = (Walkthrough.Rule.Convolution) walkthrough.rule();
          assertThat(rule.bias()).isEqualTo(bias.get(0));
          for (Step step : walkthrough.steps()) {
            double sum = rule.bias();
            for (int c = 0; c < 4 / groups; c++) {
              sum += walkthrough.sum(step, rule.weights(), c);
            }
            assertThat(sum).isCloseTo(step.values().get(0, 0), within(1e-5));
          }
        }
      }
    }
  }

  @Test
  void kernelsGoOverTheFirstChannelOrAll() {
    List<Kernel> kernels = List.of(new Kernel("a", random(3, 3)), new Kernel("b", random(3, 3)));
    FilterParameters p =
        new FilterParameters(Size.of(1), null, Size.of(1), 1, PaddingMode.REPLICATE, null);
    Tensor src = random(1, 3, 5, 4);
    assertThat(walked(Filter.of(kernels, false, p), src, random(6)).input().shape())
        .isEqualTo(Shape.of(1, 7, 6));
    Walkthrough sum = walked(Filter.of(kernels, true, p), src);
    assertThat(sum.input().shape()).isEqualTo(Shape.of(3, 7, 6));
    assertThat(((Walkthrough.Rule.Convolution) sum.rule()).weights().slice(2).toArray())
        .isEqualTo(kernels.getFirst().values().toArray());
  }

  /** Each pixel adds its multiple of the kernel, in turn, and nothing else changes. */
  @Test
  void aTransposedConvolutionGrows() {
    FilterParameters p =
        new FilterParameters(
            Size.of(1, 2), Padding.of(1, 1), Size.of(2, 1), 2, PaddingMode.ZEROS, Size.of(1));
    Tensor weights = random(4, 3, 2, 3);
    Tensor bias = random(6);
    Tensor src = random(1, 4, 3, 4);
    Walkthrough walkthrough = walked(Filter.of(weights, p), src, bias);
    assertThat(walkthrough.input().shape()).isEqualTo(Shape.of(2, 3, 4));
    Tensor expected = Tensor.zeros(walkthrough.output().shape());
    expected.fill(bias.get(0));
    for (Step step : walkthrough.steps()) {
      Window to = step.written();
      for (int i = 0; i < to.rows(); i++) {
        for (int j = 0; j < to.columns(); j++) {
          float value = expected.get(to.row(i), to.column(j));
          for (int c = 0; c < 2; c++) {
            value += walkthrough.at(c, step.read()) * weights.get(c, 0, i, j);
          }
          expected.set(value, to.row(i), to.column(j));
          assertThat(step.values().get(i, j)).isCloseTo(value, within(1e-5f));
        }
      }
    }
  }

  @Test
  void maximaAreTheLargestOfWhatIsThere() {
    for (boolean ceil : List.of(false, true)) {
      var p = new PoolingParameters(Size.of(3, 2), Size.of(2), Size.of(1), Size.of(1, 2), ceil);
      Tensor src = random(1, 2, 6, 7);
      Tensor dst = Tensor.zeros(p.outputShape(src.shape()));
      int[] indices = new int[dst.size()];
      MaxPooling.forward(p, src, dst, indices, COMPUTE);
      Walkthrough walkthrough =
          Walkthrough.ofMaximum(p, src.slice(0).narrow(0, 1), dst.slice(0).slice(0));
      assertThat(replayed(walkthrough).toArray()).isEqualTo(dst.slice(0).slice(0).toArray());
      int output = 0;
      for (Step step : walkthrough.steps()) {
        float most = Float.NEGATIVE_INFINITY;
        for (Window place : walkthrough.places(step)) {
          most = Math.max(most, walkthrough.at(0, place));
        }
        assertThat(step.values().get(0, 0)).isEqualTo(most);
        Window chosen = walkthrough.maximum(step).orElseThrow();
        assertThat((chosen.top() - 1) * 7 + chosen.left() - 1).isEqualTo(indices[output++]);
      }
      assertThat(walkthrough.at(0, Window.of(0, 0))).isEqualTo(Float.NEGATIVE_INFINITY);
    }
  }

  /** The mean of what is there; the sum of as many in doubles differs in the last bits only. */
  @Test
  void meansAreThoseOfWhatIsThere() {
    for (boolean countIncludePad : List.of(false, true)) {
      var p = new PoolingParameters(Size.of(3), Size.of(3), Size.of(1), Size.of(1), true);
      Tensor src = random(1, 1, 6, 6);
      Tensor dst = Tensor.zeros(p.outputShape(src.shape()));
      AveragePooling.forward(p, countIncludePad, 0, src, dst, COMPUTE);
      requireMeans(Walkthrough.ofMean(p, countIncludePad, 0, src.slice(0), dst.slice(0).slice(0)));
    }
    Tensor src = random(1, 1, 7, 5);
    for (Shape size : List.of(Shape.of(1, 1, 3, 2), Shape.of(1, 1, 9, 5))) {
      Tensor dst = Tensor.zeros(size);
      AdaptiveAveragePooling.forward(src, dst, COMPUTE);
      requireMeans(Walkthrough.ofAdaptiveMean(src.slice(0), dst.slice(0).slice(0)));
    }
  }

  private static void requireMeans(Walkthrough walkthrough) {
    for (Step step : walkthrough.steps()) {
      List<Window> places = walkthrough.places(step);
      double mean = places.stream().mapToDouble(p -> walkthrough.at(0, p)).sum() / places.size();
      assertThat(mean).isCloseTo(step.values().get(0, 0), within(1e-6));
    }
  }
}
