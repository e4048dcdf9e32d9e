package convnet.nn;

import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A layer with its parameters. It holds no state of a run: inputs, outputs and gradients belong to
 * the {@link ExecutionPlan}, which passes them in, batch axis first.
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

  /** Whether the output may overwrite the input, and the input's gradient that of the output. */
  default boolean inPlace() {
    return false;
  }

  /** Whether the backward pass needs the output as this layer left it. */
  default boolean backwardNeedsOutput() {
    return false;
  }

  /**
   * Allocates memory for what the forward pass saves for the backward pass.
   *
   * @param src the input's shape, batch axis first
   * @param dst the output's
   */
  default Workspace workspace(Shape src, Shape dst) {
    return Workspace.NONE;
  }

  /** The same for inference: there is no backward pass, and the parameters do not change. */
  default Workspace inferenceWorkspace(Shape src, Shape dst) {
    return workspace(src, dst);
  }

  /**
   * Computes {@code dst} from {@code src}.
   *
   * @param src (N, …), of a shape that {@code spec().outputShape} accepts
   * @param dst (N, …), of the shape that it returns, written
   * @param workspace as {@link #workspace} or {@link #inferenceWorkspace} made it
   */
  void forward(Pass pass, Tensor src, Tensor dst, Workspace workspace);

  /**
   * Computes the gradients of the input and the parameters from that of the output.
   *
   * @param src (N, …), the input of the forward pass
   * @param dst (N, …), its output
   * @param diffDst the gradient of the loss with respect to the output, of its shape
   * @param diffSrc the same for the input, overwritten; null if not needed
   * @param diffParameters the same for each of {@link #parameters}, overwritten; null entries where
   *     a parameter is not trained
   * @param workspace as the forward pass wrote it
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
