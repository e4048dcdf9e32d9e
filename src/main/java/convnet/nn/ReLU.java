package convnet.nn;

import convnet.model.LayerSpec;
import convnet.op.Relu;
import convnet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rectified linear unit. */
record ReLU(LayerSpec.ReLU spec) implements Layer {

  @Override
  public boolean inPlace() {
    return true;
  }

  @Override
  public void forward(Pass pass, Tensor src, Tensor dst, Workspace workspace) {
    Relu.forward(src, dst, pass.compute());
  }

  /** Only the signs of the output are needed, so a dropout after it may work in place. */
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
      Relu.backward(dst, diffDst, diffSrc, pass.compute());
    }
  }
}
