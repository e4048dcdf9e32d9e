package convnet.nn;

import convnet.model.LayerSpec;
import convnet.op.AdaptiveAveragePooling;
import convnet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Average pooling to a fixed size. */
record AdaptiveAvgPool2d(LayerSpec.AdaptiveAvgPool2d spec) implements Layer {

  @Override
  public void forward(Pass pass, Tensor src, Tensor dst, Workspace workspace) {
    AdaptiveAveragePooling.forward(src, dst, pass.compute());
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
      AdaptiveAveragePooling.backward(diffDst, diffSrc, pass.compute());
    }
  }
}
