package convnet.op;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import convnet.kernel.Compute;
import convnet.kernel.ScalarKernels;
import convnet.op.BatchNormalization.State;
import convnet.op.SoftmaxCrossEntropy.Criterion;
import convnet.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No pass allocates in proportion to its tensors, once scratch memory has grown: a few small
 * objects a call, however large the images. On the scalar kernels and one thread, so that neither
 * boxed vectors nor the compiler's mood is measured.
 */
class AllocationTest {
  private static final Compute COMPUTE = Compute.create(new ScalarKernels(), 1);
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** The tensors below have 50,000 elements and more: one byte for each of them is too much. */
  private static final long FEW_BYTES = 10_000;

  @AfterAll
  static void close() {
    COMPUTE.close();
  }

  record Pass(String name, Runnable run) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Pass> passes() {
    Tensor images = Tensor.zeros(4, 6, 50, 50);
    Tensor other = Tensor.zeros(4, 6, 50, 50);
    Tensor half = Tensor.zeros(4, 6, 25, 25);
    Tensor weights = Tensor.zeros(6, 3, 3, 3);
    Tensor six = Tensor.zeros(6);
    ConvolutionParameters convolution =
        ConvolutionParameters.of(Size.of(3)).withGroups(2).withPadding(Padding.of(1));
    ConvolutionParameters reflecting = convolution.withPaddingMode(PaddingMode.REFLECT);
    ConvolutionParameters strided = convolution.withStride(Size.of(2));
    PoolingParameters pooling = PoolingParameters.of(Size.of(2), Size.of(2));
    PoolingParameters overlapping =
        new PoolingParameters(Size.of(3), Size.of(2), Size.of(1), Size.of(1), false);
    int[] indices = new int[half.size()];
    LocalResponseNormalization.Parameters response =
        new LocalResponseNormalization.Parameters(5, 1e-4f, 0.75f, 2);
    float[] scale = new float[images.size()];
    State state = new State(six, six, Tensor.zeros(6), Tensor.zeros(6));
    float[] saved = new float[12];
    Tensor rows = Tensor.zeros(200, 300);
    Tensor matrix = Tensor.zeros(250, 300);
    Tensor logits = Tensor.zeros(200, 250);
    Tensor classes = Tensor.zeros(250);
    MixedLabels labels = MixedLabels.unmixed(new int[200]);
    return Stream.of(
        new Pass(
            "convolution",
            () -> Convolution.forward(convolution, images, weights, six, other, COMPUTE)),
        new Pass(
            "reflecting convolution",
            () -> Convolution.forward(reflecting, images, weights, six, other, COMPUTE)),
        new Pass(
            "strided convolution",
            () -> Convolution.forward(strided, images, weights, six, half, COMPUTE)),
        new Pass(
            "convolution, data",
            () -> Convolution.backwardData(convolution, images, weights, other, COMPUTE)),
        new Pass(
            "reflecting convolution, data",
            () -> Convolution.backwardData(reflecting, images, weights, other, COMPUTE)),
        new Pass(
            "strided convolution, data",
            () -> Convolution.backwardData(strided, half, weights, other, COMPUTE)),
        new Pass(
            "convolution, weights",
            () -> Convolution.backwardWeights(convolution, images, other, weights, COMPUTE)),
        new Pass("convolution, bias", () -> Convolution.backwardBias(images, six, COMPUTE)),
        new Pass("max", () -> MaxPooling.forward(pooling, images, half, indices, COMPUTE)),
        new Pass("max, no places", () -> MaxPooling.forward(overlapping, images, half, COMPUTE)),
        new Pass("max, back", () -> MaxPooling.backward(half, indices, other, COMPUTE)),
        new Pass("average", () -> AveragePooling.forward(pooling, true, 0, images, half, COMPUTE)),
        new Pass(
            "average, back", () -> AveragePooling.backward(pooling, true, 0, half, other, COMPUTE)),
        new Pass("adaptive", () -> AdaptiveAveragePooling.forward(images, half, COMPUTE)),
        new Pass("adaptive, back", () -> AdaptiveAveragePooling.backward(half, other, COMPUTE)),
        new Pass("adaptive max", () -> MaxPooling.adaptiveForward(images, half, indices, COMPUTE)),
        new Pass("unpooling", () -> MaxUnpooling.forward(half, indices, other, COMPUTE)),
        new Pass("unpooling, back", () -> MaxUnpooling.backward(other, indices, half, COMPUTE)),
        new Pass("norm", () -> LpPooling.forward(pooling, 3, images, half, COMPUTE)),
        new Pass("norm, back", () -> LpPooling.backward(pooling, 3, images, half, other, COMPUTE)),
        new Pass("rectifier", () -> Relu.forward(images, other, COMPUTE)),
        new Pass("rectifier, back", () -> Relu.backward(images, other, other, COMPUTE)),
        new Pass("dropout", () -> DropoutMask.apply(0.5f, 1, images, other, COMPUTE)),
        new Pass(
            "response",
            () -> LocalResponseNormalization.forward(response, images, other, scale, COMPUTE)),
        new Pass(
            "response, back",
            () ->
                LocalResponseNormalization.backward(
                    response, images, images, scale, images, other, COMPUTE)),
        new Pass(
            "batch",
            () ->
                BatchNormalization.forwardTraining(
                    0.1f, 0.1f, images, state, other, saved, COMPUTE)),
        new Pass(
            "batch, back",
            () -> BatchNormalization.backward(images, six, saved, other, six, six, other, COMPUTE)),
        new Pass("inner", () -> InnerProduct.forward(rows, matrix, classes, logits, COMPUTE)),
        new Pass("inner, data", () -> InnerProduct.backwardData(logits, matrix, rows, COMPUTE)),
        new Pass(
            "inner, weights", () -> InnerProduct.backwardWeights(rows, logits, matrix, COMPUTE)),
        new Pass("inner, bias", () -> InnerProduct.backwardBias(logits, classes, COMPUTE)),
        new Pass("loss", () -> SoftmaxCrossEntropy.meanLoss(logits, labels, Criterion.PLAIN)),
        new Pass(
            "loss, back",
            () -> SoftmaxCrossEntropy.backward(logits, labels, Criterion.PLAIN, logits)));
  }

  @ParameterizedTest
  @MethodSource("passes")
  void allocatesNextToNothing(Pass pass) {
    pass.run.run();
    long before = THREADS.getCurrentThreadAllocatedBytes();
    pass.run.run();
    assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(FEW_BYTES);
  }
}
