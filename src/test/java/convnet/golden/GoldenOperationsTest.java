package convnet.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import convnet.golden.GoldenCases.AdaptiveAveragePoolingCase;
import convnet.golden.GoldenCases.AveragePoolingCase;
import convnet.golden.GoldenCases.BatchNormCase;
import convnet.golden.GoldenCases.ConvolutionCase;
import convnet.golden.GoldenCases.CrossEntropyCase;
import convnet.golden.GoldenCases.InnerProductCase;
import convnet.golden.GoldenCases.LocalResponseNormCase;
import convnet.golden.GoldenCases.MaxPoolingCase;
import convnet.kernel.Compute;
import convnet.op.AdaptiveAveragePooling;
import convnet.op.AveragePooling;
import convnet.op.BatchNormalization;
import convnet.op.Convolution;
import convnet.op.InnerProduct;
import convnet.op.LocalResponseNormalization;
import convnet.op.MaxPooling;
import convnet.op.MixedLabels;
import convnet.op.SoftmaxCrossEntropy;
import convnet.tensor.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation, forth and back, gives what PyTorch gives. */
class GoldenOperationsTest {

  /**
   * Of the value, or absolute below 1: the inputs are below 1 and no sum has more than some 200
   * terms, so float32 is off by a few units in the seventh place.
   */
  private static final double TOLERANCE = 5e-6;

  private static Compute compute;

  @BeforeAll
  static void start() {
    compute = Compute.create(2);
  }

  @AfterAll
  static void stop() {
    compute.close();
  }

  @ParameterizedTest
  @MethodSource("convnet.golden.GoldenCases#convolution")
  void convolution(ConvolutionCase c) {
    assertThat(c.parameters().outputShape(c.src().shape(), c.weights().shape().dim(0)))
        .isEqualTo(c.dst().shape());

    Tensor dst = unset(c.dst());
    Convolution.forward(c.parameters(), c.src(), c.weights(), c.bias(), dst, compute);
    assertSame(dst, c.dst());

    Tensor diffSrc = unset(c.src());
    Convolution.backwardData(c.parameters(), c.diffDst(), c.weights(), diffSrc, compute);
    assertSame(diffSrc, c.diffSrc());

    Tensor diffWeights = unset(c.weights());
    Convolution.backwardWeights(c.parameters(), c.src(), c.diffDst(), diffWeights, compute);
    assertSame(diffWeights, c.diffWeights());

    if (c.diffBias() != null) {
      Tensor diffBias = unset(c.diffBias());
      Convolution.backwardBias(c.diffDst(), diffBias, compute);
      assertSame(diffBias, c.diffBias());
    }
  }

  @ParameterizedTest
  @MethodSource("convnet.golden.GoldenCases#maxPooling")
  void maxPooling(MaxPoolingCase c) {
    assertThat(c.parameters().outputShape(c.src().shape())).isEqualTo(c.dst().shape());

    Tensor dst = unset(c.dst());
    int[] indices = new int[dst.size()];
    MaxPooling.forward(c.parameters(), c.src(), dst, indices, compute);
    assertThat(dst.toArray()).containsExactly(c.dst().toArray());
    assertThat(indices).containsExactly(c.indices());

    Tensor diffSrc = unset(c.src());
    MaxPooling.backward(c.diffDst(), indices, diffSrc, compute);
    assertSame(diffSrc, c.diffSrc());
  }

  @ParameterizedTest
  @MethodSource("convnet.golden.GoldenCases#averagePooling")
  void averagePooling(AveragePoolingCase c) {
    assertThat(c.parameters().outputShape(c.src().shape())).isEqualTo(c.dst().shape());

    Tensor dst = unset(c.dst());
    AveragePooling.forward(c.parameters(), c.countIncludePad(), c.divisor(), c.src(), dst, compute);
    assertSame(dst, c.dst());

    Tensor diffSrc = unset(c.src());
    AveragePooling.backward(
        c.parameters(), c.countIncludePad(), c.divisor(), c.diffDst(), diffSrc, compute);
    assertSame(diffSrc, c.diffSrc());
  }

  @ParameterizedTest
  @MethodSource("convnet.golden.GoldenCases#adaptiveAveragePooling")
  void adaptiveAveragePooling(AdaptiveAveragePoolingCase c) {
    Tensor dst = unset(c.dst());
    AdaptiveAveragePooling.forward(c.src(), dst, compute);
    assertSame(dst, c.dst());

    Tensor diffSrc = unset(c.src());
    AdaptiveAveragePooling.backward(c.diffDst(), diffSrc, compute);
    assertSame(diffSrc, c.diffSrc());
  }

  @ParameterizedTest
  @MethodSource("convnet.golden.GoldenCases#innerProduct")
  void innerProduct(InnerProductCase c) {
    Tensor dst = unset(c.dst());
    InnerProduct.forward(c.src(), c.weights(), c.bias(), dst, compute);
    assertSame(dst, c.dst());

    Tensor diffSrc = unset(c.src());
    InnerProduct.backwardData(c.diffDst(), c.weights(), diffSrc, compute);
    assertSame(diffSrc, c.diffSrc());

    Tensor diffWeights = unset(c.weights());
    InnerProduct.backwardWeights(c.src(), c.diffDst(), diffWeights, compute);
    assertSame(diffWeights, c.diffWeights());

    if (c.diffBias() != null) {
      Tensor diffBias = unset(c.diffBias());
      InnerProduct.backwardBias(c.diffDst(), diffBias, compute);
      assertSame(diffBias, c.diffBias());
    }
  }

  @ParameterizedTest
  @MethodSource("convnet.golden.GoldenCases#localResponseNorm")
  void localResponseNorm(LocalResponseNormCase c) {
    var parameters =
        new LocalResponseNormalization.Parameters(c.size(), c.alpha(), c.beta(), c.k());
    Tensor dst = unset(c.dst());
    float[] scale = new float[c.src().size()];
    LocalResponseNormalization.forward(parameters, c.src(), dst, scale, compute);
    assertSame(dst, c.dst());

    Tensor diffSrc = unset(c.src());
    LocalResponseNormalization.backward(
        parameters, c.src(), dst, scale, c.diffDst(), diffSrc, compute);
    assertSame(diffSrc, c.diffSrc());
  }

  @ParameterizedTest
  @MethodSource("convnet.golden.GoldenCases#batchNorm")
  void batchNorm(BatchNormCase c) {
    var state =
        new BatchNormalization.State(
            c.gamma(), c.beta(), c.runningMean().copy(), c.runningVariance().copy());
    Tensor evaluated = unset(c.src());
    BatchNormalization.forwardInference(c.eps(), c.src(), state, evaluated, compute);
    assertSame(evaluated, c.evaluated());

    Tensor dst = unset(c.src());
    float[] saved = new float[2 * c.src().shape().channels()];
    BatchNormalization.forwardTraining(c.eps(), c.momentum(), c.src(), state, dst, saved, compute);
    assertSame(dst, c.dst());
    assertSame(state.runningMean(), c.newRunningMean());
    assertSame(state.runningVariance(), c.newRunningVariance());

    Tensor diffSrc = unset(c.src());
    Tensor diffGamma = unset(c.gamma());
    Tensor diffBeta = unset(c.beta());
    BatchNormalization.backward(
        c.src(), c.gamma(), saved, c.diffDst(), diffGamma, diffBeta, diffSrc, compute);
    assertSame(diffSrc, c.diffSrc());
    assertSame(diffGamma, c.diffGamma());
    assertSame(diffBeta, c.diffBeta());
  }

  @ParameterizedTest
  @MethodSource("convnet.golden.GoldenCases#crossEntropy")
  void crossEntropy(CrossEntropyCase c) {
    MixedLabels labels = MixedLabels.unmixed(c.labels());
    assertThat(SoftmaxCrossEntropy.meanLoss(c.logits(), labels, c.criterion()))
        .isCloseTo(c.loss(), within(1e-6));

    Tensor diffLogits = unset(c.logits());
    SoftmaxCrossEntropy.backward(c.logits(), labels, c.criterion(), diffLogits);
    assertSame(diffLogits, c.diffLogits());
  }

  /** A tensor of this one's shape in which every element must yet be written. */
  private static Tensor unset(Tensor like) {
    Tensor tensor = Tensor.zeros(like.shape());
    tensor.fill(Float.NaN);
    return tensor;
  }

  private static void assertSame(Tensor actual, Tensor expected) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    for (int i = 0; i < expected.size(); i++) {
      double right = expected.data()[expected.offset() + i];
      assertThat((double) actual.data()[actual.offset() + i])
          .as("element %d of %s", i, expected)
          .isCloseTo(right, within(TOLERANCE * Math.max(1, Math.abs(right))));
    }
  }
}
