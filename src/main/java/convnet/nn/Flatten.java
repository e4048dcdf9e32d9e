package convnet.nn;

import convnet.model.LayerSpec;
import convnet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From (N, C, H, W) to (N, C·H·W): the same elements in the same order. */
record Flatten(LayerSpec.Flatten spec) implements Layer {

  @Override
  public boolean inPlace() {
    return true;
  }

  @Override
  public void forward(Pass pass, Tensor src, Tensor dst, Workspace workspace) {
    dst.copyFrom(src);
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
      diffSrc.copyFrom(diffDst);
    }
  }
}
