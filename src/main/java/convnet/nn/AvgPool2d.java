package convnet.nn;

import convnet.model.LayerSpec;
import convnet.op.AveragePooling;
import convnet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Average pooling. */
record AvgPool2d(LayerSpec.AvgPool2d spec) implements Layer {

  @Override
  public void forward(Pass pass, Tensor src, Tensor dst, Workspace workspace) {
    AveragePooling.forward(
        spec.pooling(), spec.countIncludePad(), spec.divisor(), src, dst, pass.compute());
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
      AveragePooling.backward(
          spec.pooling(), spec.countIncludePad(), spec.divisor(), diffDst, diffSrc, pass.compute());
    }
  }
}
