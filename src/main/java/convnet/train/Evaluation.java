package convnet.train;

import convnet.data.DataLoader;
import convnet.data.ImageStore;
import convnet.data.Sample;
import convnet.kernel.Compute;
import convnet.nn.ExecutionPlan;
import convnet.tensor.Tensor;
import java.io.IOException;
import java.util.List;
import java.util.function.LongConsumer;

/** Measures a network on images whose class is known: while it is trained, and afterwards. */
public final class Evaluation {
  private Evaluation() {}

  /**
   * Looks at each image once.
   *
   * @param samples with labels that are indices into the model's classes
   * @param store where the images come from
   * @param batchSize how many images are computed at a time; makes no difference but for the time
   * @param progress is told now and then how many images are done
   * @throws IOException with a message that names the file, if an image cannot be read
   */
  public static Metrics of(
      ModelFile model,
      List<Sample> samples,
      ImageStore store,
      int batchSize,
      Compute compute,
      LongConsumer progress)
      throws IOException {
    Loaders loaders = new Loaders(model.architecture(), store, compute.parallel().threads() - 1);
    try (DataLoader loader = loaders.inOrder(samples, batchSize)) {
      ExecutionPlan plan = ExecutionPlan.forInference(model.network(), batchSize, compute);
      return run(plan, loader, model.classes().size(), progress).metrics();
    }
  }

  /** The same with a plan and a loader that are there already. */
  static Review run(ExecutionPlan plan, DataLoader loader, int classes, LongConsumer progress)
      throws IOException {
    Tally tally = new Tally(classes);
    HardImages hard = new HardImages();
    int[] labels = new int[plan.batch()];
    loader.start(0, 0);
    for (int n = loader.next(plan.input(), labels); n > 0; n = loader.next(plan.input(), labels)) {
      Tensor logits = plan.forward(n);
      tally.add(logits, labels);
      hard.add(logits, labels);
      progress.accept(tally.images());
    }
    return new Review(tally.metrics(), hard.hardest());
  }
}
