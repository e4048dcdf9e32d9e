package convnet.train;

import convnet.kernel.Compute;
import convnet.model.LayerSummary;
import convnet.nn.ExecutionPlan;
import convnet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The output of a layer within a network. */
public final class FeatureMaps {
  private final String layer;
  private final ExecutionPlan plan;

  /**
   * @param layer its name; that of a layer in a block begins with the block's
   * @throws IllegalArgumentException if there is no such layer, with a message that lists them
   */
  public FeatureMaps(ModelFile model, String layer, Compute compute) {
    check(model, layer);
    this.layer = layer;
    this.plan = ExecutionPlan.forInference(model.network(), 1, compute);
  }

  /**
   * Checks that there is such a layer.
   *
   * @throws IllegalArgumentException if there is none, with a message that lists them
   */
  public static void check(ModelFile model, String layer) {
    List<String> names = new ArrayList<>();
    collect(model.architecture().network().summaries(), names);
    if (!names.contains(layer)) {
      throw new IllegalArgumentException(
          "%s: the model has no such layer; it has %s".formatted(layer, String.join(", ", names)));
    }
  }

  private static void collect(List<LayerSummary> layers, List<String> names) {
    for (LayerSummary summary : layers) {
      names.add(summary.layer().name());
      collect(summary.body(), names);
      collect(summary.shortcut(), names);
    }
  }

  /**
   * Runs the network on an image.
   *
   * @param input the network's input, (C, H, W)
   * @return the layer's output: (maps, H, W), or (features)
   */
  public Tensor of(Tensor input) {
    plan.input().copyFrom(input);
    @Nullable Tensor[] found = new Tensor[1];
    plan.forward(
        1,
        (name, dst) -> {
          if (name.equals(layer)) {
            found[0] = dst.slice(0).copy();
          }
        });
    return Objects.requireNonNull(found[0], layer);
  }
}
