package convnet.nn;

import convnet.model.LayerSpec;
import convnet.op.LocalResponseNormalization;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Local response normalisation; the workspace holds the scale of each element. */
record LocalResponseNorm(LayerSpec.LocalResponseNorm spec) implements Layer {

  @Override
  public boolean backwardNeedsOutput() {
    return true;
  }

  @Override
  public Workspace workspace(Shape src, Shape dst) {
    return Workspace.ofFloats(src.size());
  }

  @Override
  public void forward(Pass pass, Tensor src, Tensor dst, Workspace workspace) {
    LocalResponseNormalization.forward(constants(), src, dst, workspace.floats(), pass.compute());
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
    if (diffSrc != null) {
      LocalResponseNormalization.backward(
          constants(), src, dst, workspace.floats(), diffDst, diffSrc, pass.compute());
    }
  }

  private LocalResponseNormalization.Parameters constants() {
    return new LocalResponseNormalization.Parameters(
        spec.size(), spec.alpha(), spec.beta(), spec.k());
  }
}
