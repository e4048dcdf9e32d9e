package convnet.train;

import convnet.io.SafeTensors;
import convnet.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A run as it stands: a model file that also holds the optimiser's memory, under names that begin
 * with {@code optimizer.}, and how far the run is, so that it can go on as if it had never stopped.
 */
final class Checkpoint {
  private static final String EPOCH = "convnet.epoch";
  private static final String STEP = "convnet.step";

  private Checkpoint() {}

  /**
   * Writes one, whole or not at all.
   *
   * @param epoch how many epochs are done
   * @param step how many steps are done since the start of the run
   */
  static void write(Path file, ModelFile model, Optimizer optimizer, int epoch, long step)
      throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>(model.tensors());
    optimizer.state().forEach((name, t) -> tensors.put(ModelFile.OPTIMIZER_PREFIX + name, t));
    Map<String, String> metadata = new LinkedHashMap<>(model.metadata());
    metadata.put(EPOCH, Integer.toString(epoch));
    metadata.put(STEP, Long.toString(step));
    SafeTensors.write(file, tensors, metadata);
  }
}
