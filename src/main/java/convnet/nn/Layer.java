package convnet.nn;

import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A layer with its parameters. It holds nothing of a run: inputs, outputs and gradients belong to
 * the {@link ExecutionPlan}, which hands them in, batch axis first.
 */
public sealed interface Layer extends Node
    permits AdaptiveAvgPool2d,
        AvgPool2d,
        BatchNorm2d,
        Conv2d,
        Dropout,
        Flatten,
        Linear,
        LocalResponseNorm,
        MaxPool2d,
        ReLU {

  @Override
  default List<Parameter> parameters() {
    return List.of();
  }

  /** Whether output may take the input's memory, and the input's gradient the output's. */
  default boolean inPlace() {
    return false;
  }

  /** Whether the backward pass needs the output as this layer left it. */
  default boolean backwardNeedsOutput() {
    return false;
  }

  /**
   * Memory for what the forward pass keeps for the backward pass.
   *
   * @param src the input's shape, batch axis first
   * @param dst the output's
   */
  default Workspace workspace(Shape src, Shape dst) {
    return Workspace.NONE;
  }

  /** The same for a layer that never goes backward and whose parameters stay as they are. */
  default Workspace inferenceWorkspace(Shape src, Shape dst) {
    return workspace(src, dst);
  }

  /** Computes {@code dst} from {@code src}. */
  void forward(Pass pass, Tensor src, Tensor dst, Workspace workspace);

  /**
   * Computes the gradients from that of the output.
   *
   * @param src the input of the forward pass
   * @param dst its output
   * @param diffDst the gradient of the loss with respect to the output
   * @param diffSrc the same for the input, overwritten; null where nobody needs it
   * @param diffParameters the same for each of {@link #parameters}, overwritten; null entries where
   *     a parameter is not trained
   */
  void backward(
      Pass pass,
      Tensor src,
      Tensor dst,
      Tensor diffDst,
      @Nullable Tensor diffSrc,
      List<@Nullable Tensor> diffParameters,
      Workspace workspace);
}
