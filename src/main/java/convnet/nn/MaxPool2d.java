package convnet.nn;

import convnet.model.LayerSpec;
import convnet.op.MaxPooling;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Max pooling; the workspace holds the argmax of each window. */
record MaxPool2d(LayerSpec.MaxPool2d spec) implements Layer {

  @Override
  public Workspace workspace(Shape src, Shape dst) {
    return Workspace.ofInts(dst.size());
  }

  @Override
  public void forward(Pass pass, Tensor src, Tensor dst, Workspace workspace) {
    MaxPooling.forward(spec.pooling(), src, dst, workspace.ints(), pass.compute());
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
      MaxPooling.backward(diffDst, workspace.ints(), diffSrc, pass.compute());
    }
  }
}
