package convnet.bench;

import convnet.kernel.Compute;
import convnet.op.MixedLabels;
import convnet.op.SoftmaxCrossEntropy;
import convnet.op.SoftmaxCrossEntropy.Criterion;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;

/** The loss of a batch of 1000 classes and its gradient. They take one thread always. */
public class SoftmaxBenchmark extends OperationBenchmark {
  private static final Shape LOGITS = Shape.of(128, 1000);

  private Tensor logits;
  private Tensor gradient;
  private MixedLabels labels;

  @Override
  void prepare(Compute reference) {
    SplittableRandom random = new SplittableRandom(1);
    logits = LayerRun.gaussian(LOGITS, random);
    gradient = Tensor.zeros(LOGITS);
    labels = MixedLabels.unmixed(random.ints(LOGITS.dim(0), 0, LOGITS.dim(1)).toArray());
    checkByTheDefinition();
  }

  /** {@code loss = mean of −log p[label]; gradient = (p − one at the label) / batch}. */
  private void checkByTheDefinition() {
    Tensor expected = Tensor.zeros(LOGITS);
    double loss = 0;
    for (int n = 0; n < LOGITS.dim(0); n++) {
      double sum = 0;
      for (int c = 0; c < LOGITS.dim(1); c++) {
        sum += Math.exp(logits.get(n, c));
      }
      for (int c = 0; c < LOGITS.dim(1); c++) {
        double p = Math.exp(logits.get(n, c)) / sum;
        expected.set((float) ((p - (c == labels.own()[n] ? 1 : 0)) / LOGITS.dim(0)), n, c);
      }
      loss -= Math.log(Math.exp(logits.get(n, labels.own()[n])) / sum);
    }
    loss /= LOGITS.dim(0);
    double result = lossAndGradient();
    if (!(Math.abs(result - loss) <= Distance.TOLERANCE * loss)) {
      throw new IllegalStateException("the loss is %f, not %f".formatted(result, loss));
    }
    Distance.check("gradient", gradient, expected);
  }

  /** Forward and backward. */
  @Benchmark
  public double lossAndGradient() {
    double loss = SoftmaxCrossEntropy.meanLoss(logits, labels, Criterion.PLAIN);
    SoftmaxCrossEntropy.backward(logits, labels, Criterion.PLAIN, gradient);
    return loss;
  }
}
