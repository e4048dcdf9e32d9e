package convnet.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import convnet.op.BatchNormalization.State;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchNormalizationTest {
  private static final Machines MACHINES = new Machines();
  private static final float EPS = 1e-5f;

  private final Random random = new Random(31);

  @AfterAll
  static void close() {
    MACHINES.close();
  }

  private static State copy(State state) {
    return new State(
        Views.copy(state.weight()),
        Views.copy(state.bias()),
        Views.copy(state.runningMean()),
        Views.copy(state.runningVariance()));
  }

  private State randomState(int channels) {
    Tensor variance = Views.random(random, Shape.of(channels));
    for (int c = 0; c < channels; c++) {
      variance.set(1 + variance.get(c) / 2, c);
    }
    return new State(
        Views.random(random, Shape.of(channels)),
        Views.random(random, Shape.of(channels)),
        Views.random(random, Shape.of(channels)),
        variance);
  }

  /** What a training pass leaves: dst, running mean, running variance, saved numbers. */
  private record Trained(Tensor dst, float[] runningMean, float[] runningVariance, float[] saved) {}

  private static Trained train(float eps, float momentum, Tensor src, State state) {
    int n = src.size();
    int channels = src.shape().channels();
    Tensor all =
        MACHINES.sameBits(
            compute -> {
              State own = copy(state);
              Tensor dst = Views.unwritten(src.shape());
              float[] saved = new float[2 * channels];
              BatchNormalization.forwardTraining(eps, momentum, src, own, dst, saved, compute);
              assertThat(Views.bits(own.weight())).isEqualTo(Views.bits(state.weight()));
              assertThat(Views.bits(own.bias())).isEqualTo(Views.bits(state.bias()));
              return Views.joined(
                  dst,
                  own.runningMean(),
                  own.runningVariance(),
                  Views.of(Shape.of(2 * channels), saved));
            });
    return new Trained(
        Views.copy(all.narrow(0, n).reshape(src.shape())),
        all.narrow(n, n + channels).toArray(),
        all.narrow(n + channels, n + 2 * channels).toArray(),
        all.narrow(n + 2 * channels, n + 4 * channels).toArray());
  }

  /** 0 and 4 have mean 2, variance 4, unbiased 8. */
  @Test
  void byHand() {
    State state =
        new State(
            Views.of(Shape.of(1), 3),
            Views.of(Shape.of(1), 10),
            Views.of(Shape.of(1), 1),
            Views.of(Shape.of(1), 2));
    Trained trained = train(0, 0.25f, Views.of(Shape.of(2, 1, 1, 1), 0, 4), state);
    assertThat(trained.dst.toArray()).containsExactly(7, 13);
    assertThat(trained.runningMean).containsExactly(1.25f);
    assertThat(trained.runningVariance).containsExactly(3.5f);
    assertThat(trained.saved).containsExactly(2, 0.5f);
    State still =
        new State(state.weight(), state.bias(), Views.of(Shape.of(1), 1), Views.of(Shape.of(1), 4));
    Tensor x = Views.of(Shape.of(2, 1, 1, 1), 0, 4);
    BatchNormalization.forwardInference(0, x, still, x, MACHINES.any());
    assertThat(x.toArray()).containsExactly(8.5f, 14.5f);
  }

  /** Factor and product are rounded once each; a channel that never varied has ε alone. */
  @Test
  void theGradientInUseIsScaledByTheRunningVariance() {
    Tensor weight = Views.of(Shape.of(3), 1, -2, 0.5f);
    Tensor variance = Views.of(Shape.of(3), 0, 1e-5f, 3);
    Tensor diffDst = Views.random(random, Shape.of(2, 3, 4, 5));
    Tensor diffSrc =
        MACHINES.sameBits(
            compute -> {
              Tensor both = Views.copy(diffDst);
              BatchNormalization.backwardInference(EPS, weight, variance, both, both, compute);
              return both;
            });
    for (int i = 0; i < diffSrc.size(); i++) {
      int c = i / 20 % 3;
      double expected =
          Views.doubles(diffDst)[i] * weight.get(c) / Math.sqrt((double) variance.get(c) + EPS);
      assertThat(Views.doubles(diffSrc)[i])
          .isCloseTo(expected, within(2.1 * Sums.U * Math.abs(expected)));
    }
  }

  @ParameterizedTest(name = "{0}×{1}×{2}×{3} round {4}")
  @CsvSource({
    "2, 3, 4, 5, 0",
    "1, 1, 3, 3, 0",
    "8, 7, 1, 1, 0",
    "3, 2, 7, 1, 10",
    "1, 5, 2, 1, -3",
    "5, 3, 5, 6, 100"
  })
  void trainingMatchesTheDefinition(int batch, int channels, int height, int width, float around) {
    Shape shape = Shape.of(batch, channels, height, width);
    int pixels = height * width;
    int count = batch * pixels;
    Tensor src = Views.random(random, shape);
    for (int i = 0; i < src.size(); i++) {
      src.data()[src.offset() + i] += around;
    }
    State state = randomState(channels);
    Tensor diffDst = Views.random(random, shape);
    double[] x = Views.doubles(src);
    double[] g = Views.doubles(diffDst);
    double[] weight = Views.doubles(state.weight());
    double[] bias = Views.doubles(state.bias());
    Naive naive = new Naive(shape);
    Trained trained = train(EPS, 0.1f, src, state);

    double[] normalized = naive.normalized(x);
    for (int c = 0; c < channels; c++) {
      double mean = naive.mean(x, c);
      double variance = naive.variance(x, c);
      double unbiased = variance * count / (count - 1);
      assertThat((double) trained.saved[2 * c]).isCloseTo(mean, within(Sums.U * Math.abs(mean)));
      double inverse = 1 / Math.sqrt(variance + EPS);
      // The variance itself is computed in double; subtracting the mean there is exact to 2⁻⁵³.
      assertThat((double) trained.saved[2 * c + 1])
          .isCloseTo(inverse, within(1.1 * Sums.U * inverse));
      double oldMean = state.runningMean().get(c);
      double oldVariance = state.runningVariance().get(c);
      assertThat((double) trained.runningMean[c])
          .isCloseTo(0.9 * oldMean + 0.1 * mean, within(4 * Sums.U * (Math.abs(mean) + 1)));
      assertThat((double) trained.runningVariance[c])
          .isCloseTo(0.9 * oldVariance + 0.1 * unbiased, within(4 * Sums.U * (unbiased + 2)));
    }

    Tensor diffWeight = Views.unwritten(Shape.of(channels));
    Tensor diffBias = Views.unwritten(Shape.of(channels));
    Tensor all =
        MACHINES.sameBits(
            compute -> {
              Tensor diffSrc = Views.unwritten(shape);
              BatchNormalization.backward(
                  src,
                  state.weight(),
                  trained.saved,
                  diffDst,
                  diffWeight,
                  diffBias,
                  diffSrc,
                  compute);
              return Views.joined(diffSrc, diffWeight, diffBias);
            });
    double[] actual = Views.doubles(all);
    double h = 1e-5;
    double[] byX =
        CentralDifferences.gradient(
            at -> CentralDifferences.dot(naive.dst(at, weight, bias), g), x, h);
    double[] byWeight =
        CentralDifferences.gradient(
            at -> CentralDifferences.dot(naive.dst(x, at, bias), g), weight, 1);
    double[] byBias =
        CentralDifferences.gradient(
            at -> CentralDifferences.dot(naive.dst(x, weight, at), g), bias, 1);
    for (int c = 0; c < channels; c++) {
      double inverse = 1 / Math.sqrt(naive.variance(x, c) + EPS);
      double gradients = 0;
      double products = 0;
      for (int i = 0; i < x.length; i++) {
        if (i / pixels % channels == c) {
          gradients += Math.abs(g[i]);
          products += Math.abs(g[i] * normalized[i]);
        }
      }
      // A normalised element is off by what rounding x − mean and the mean itself leaves, times
      // 1/√(var + ε), and by some roundings of its own.
      double off = 2 * Sums.U * (Math.abs(around) + 1) * inverse;
      for (int i = 0; i < x.length; i++) {
        if (i / pixels % channels != c) {
          continue;
        }
        double y = normalized[i] * weight[c] + bias[c];
        double error = off + 4 * Sums.U * Math.abs(normalized[i]);
        assertThat(Views.doubles(trained.dst)[i])
            .isCloseTo(y, within(error * Math.abs(weight[c]) + 2 * Sums.U * (Math.abs(y) + 1)));
        double scale = Math.abs(weight[c]) * inverse;
        double meanProduct = products / count;
        double productError = gradients / count * off + 8 * Sums.U * meanProduct;
        double tolerance =
            scale
                * (error * meanProduct
                    + (Math.abs(normalized[i]) + error) * productError
                    + 6
                        * Sums.U
                        * (Math.abs(g[i])
                            + gradients / count
                            + Math.abs(normalized[i]) * meanProduct));
        // The difference quotient: the loss's third derivative is about inverse³ times its size,
        // and its rounding grows with the numbers that x − mean cancels.
        double quotient =
            h * h * Math.pow(inverse, 3) * (gradients + 1)
                + 1e-15 * inverse * gradients * (Math.abs(around) + 1) / h;
        assertThat(actual[i]).isCloseTo(byX[i], within(tolerance + quotient));
      }
      assertThat(actual[x.length + c])
          .isCloseTo(byWeight[c], within(gradients * off + 8 * Sums.U * products + 1e-11));
      assertThat(actual[x.length + channels + c])
          .isCloseTo(byBias[c], within(Sums.U * gradients + 1e-11));
    }

    Tensor inPlace = Views.copy(diffDst);
    BatchNormalization.backward(
        src, state.weight(), trained.saved, inPlace, diffWeight, diffBias, inPlace, MACHINES.any());
    assertThat(Views.bits(Views.checked(inPlace))).isEqualTo(Views.bits(all.narrow(0, src.size())));
  }

  @Test
  void inferenceUsesTheRunningStatistics() {
    Tensor src = Views.random(random, Shape.of(3, 5, 4, 7));
    State state = randomState(5);
    Tensor actual =
        MACHINES.sameBits(
            compute -> {
              Tensor dst = Views.unwritten(src.shape());
              BatchNormalization.forwardInference(EPS, src, state, dst, compute);
              return dst;
            });
    double[] x = Views.doubles(src);
    for (int i = 0; i < x.length; i++) {
      int c = i / 28 % 5;
      double scale = state.weight().get(c) / Math.sqrt(state.runningVariance().get(c) + EPS);
      double centred = x[i] - state.runningMean().get(c);
      double expected = centred * scale + state.bias().get(c);
      // Difference, factor (twice), product and sum are rounded.
      assertThat(Views.doubles(actual)[i])
          .isCloseTo(
              expected,
              within(4 * Sums.U * Math.abs(centred * scale) + Sums.U * Math.abs(expected)));
    }
    Tensor inPlace = Views.copy(src);
    BatchNormalization.forwardInference(EPS, inPlace, state, inPlace, MACHINES.any());
    assertThat(Views.bits(Views.checked(inPlace))).isEqualTo(Views.bits(actual));
  }

  @Test
  void nanStaysInItsChannel() {
    Tensor src = Views.random(random, Shape.of(2, 3, 2, 2));
    src.set(Float.NaN, 1, 1, 0, 1);
    float[] dst = train(EPS, 0.1f, src, randomState(3)).dst.toArray();
    for (int i = 0; i < dst.length; i++) {
      assertThat(Float.isNaN(dst[i])).isEqualTo(i / 4 % 3 == 1);
    }
  }

  /** The formula, in double. */
  private record Naive(Shape shape) {
    private int channel(int i) {
      return i / (shape.height() * shape.width()) % shape.channels();
    }

    double mean(double[] x, int channel) {
      double sum = 0;
      for (int i = 0; i < x.length; i++) {
        sum += channel(i) == channel ? x[i] : 0;
      }
      return sum / (x.length / shape.channels());
    }

    double variance(double[] x, int channel) {
      double mean = mean(x, channel);
      double sum = 0;
      for (int i = 0; i < x.length; i++) {
        sum += channel(i) == channel ? (x[i] - mean) * (x[i] - mean) : 0;
      }
      return sum / (x.length / shape.channels());
    }

    double[] normalized(double[] x) {
      double[] normalized = new double[x.length];
      for (int c = 0; c < shape.channels(); c++) {
        double mean = mean(x, c);
        double inverse = 1 / Math.sqrt(variance(x, c) + EPS);
        for (int i = 0; i < x.length; i++) {
          if (channel(i) == c) {
            normalized[i] = (x[i] - mean) * inverse;
          }
        }
      }
      return normalized;
    }

    double[] dst(double[] x, double[] weight, double[] bias) {
      double[] dst = normalized(x);
      for (int i = 0; i < dst.length; i++) {
        dst[i] = dst[i] * weight[channel(i)] + bias[channel(i)];
      }
      return dst;
    }
  }

  /** A last batch of one image, where there is one pixel: it has no variance. */
  @Test
  void singleValuesLeaveTheRunningStatistics() {
    State state = randomState(3);
    Tensor src = Views.random(random, Shape.of(1, 3, 1, 1));
    Trained trained = train(EPS, 0.1f, src, state);
    assertThat(trained.runningMean()).isEqualTo(state.runningMean().toArray());
    assertThat(trained.runningVariance()).isEqualTo(state.runningVariance().toArray());
    assertThat(trained.dst().toArray()).isEqualTo(state.bias().toArray());
  }
}
