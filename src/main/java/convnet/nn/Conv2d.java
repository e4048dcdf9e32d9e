package convnet.nn;

import convnet.model.LayerSpec;
import convnet.op.Convolution;
import convnet.op.KeptFilters;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A convolution and its filters. */
record Conv2d(LayerSpec.Conv2d spec, List<Parameter> parameters) implements Layer {

  @Override
  public Workspace inferenceWorkspace(Shape src, Shape dst) {
    return Workspace.ofFilters();
  }

  @Override
  public void forward(Pass pass, Tensor src, Tensor dst, Workspace workspace) {
    KeptFilters own = Objects.requireNonNullElse(workspace.filters(), KeptFilters.NONE);
    Convolution.forward(
        spec.convolution(),
        src,
        parameters.getFirst().value(),
        spec.bias() ? parameters.getLast().value() : null,
        dst,
        pass.training() ? null : own,
        pass.compute());
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
    Tensor diffWeights = diffParameters.getFirst();
    if (diffWeights != null) {
      Convolution.backwardWeights(spec.convolution(), src, diffDst, diffWeights, pass.compute());
    }
    Tensor diffBias = spec.bias() ? diffParameters.getLast() : null;
    if (diffBias != null) {
      Convolution.backwardBias(diffDst, diffBias, pass.compute());
    }
    if (diffSrc != null) {
      Convolution.backwardData(
          spec.convolution(), diffDst, parameters.getFirst().value(), diffSrc, pass.compute());
    }
  }
}
