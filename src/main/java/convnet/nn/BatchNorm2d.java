package convnet.nn;

import convnet.model.LayerSpec;
import convnet.op.BatchNormalization;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Batch normalisation; the workspace holds each channel's mean and inverse standard deviation.
 *
 * <p>If neither scale nor shift is trained, the layer is frozen: even in training it uses its
 * running statistics and leaves them unchanged, so it computes what it did before.
 */
record BatchNorm2d(LayerSpec.BatchNorm2d spec, List<Parameter> parameters) implements Layer {

  @Override
  public Workspace workspace(Shape src, Shape dst) {
    return Workspace.ofFloats(2 * src.channels());
  }

  @Override
  public void forward(Pass pass, Tensor src, Tensor dst, Workspace workspace) {
    BatchNormalization.State state =
        new BatchNormalization.State(value(0), value(1), value(2), value(3));
    if (usesBatch(pass)) {
      BatchNormalization.forwardTraining(
          spec.eps(), spec.momentum(), src, state, dst, workspace.floats(), pass.compute());
    } else {
      BatchNormalization.forwardInference(spec.eps(), src, state, dst, pass.compute());
    }
  }

  @Override
  public void backward(
      Pass pass,
      Tensor src,
      Tensor dst,
      Tensor diffDst,
      @Nullable Tensor diffSrc,
      List<@Nullable Tensor> diffParameters,
      Workspace workspace) {
    if (!usesBatch(pass)) {
      if (diffSrc != null) {
        BatchNormalization.backwardInference(
            spec.eps(), value(0), value(3), diffDst, diffSrc, pass.compute());
      }
      return;
    }
    BatchNormalization.backward(
        src,
        value(0),
        workspace.floats(),
        diffDst,
        diffParameters.get(0),
        diffParameters.get(1),
        diffSrc,
        pass.compute());
  }

  /** Whether the batch's own statistics are used: in training, unless the layer is frozen. */
  private boolean usesBatch(Pass pass) {
    return pass.training() && parameters.stream().anyMatch(Parameter::trainable);
  }

  private Tensor value(int parameter) {
    return parameters.get(parameter).value();
  }
}
