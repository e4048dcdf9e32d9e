package convnet.nn;

import convnet.model.LayerSpec;
import convnet.op.DropoutMask;
import convnet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Dropout; outside training it is the identity.
 *
 * @param position the layer's index in its network, so that different layers draw different masks
 */
record Dropout(LayerSpec.Dropout spec, int position) implements Layer {

  @Override
  public boolean inPlace() {
    return true;
  }

  @Override
  public void forward(Pass pass, Tensor src, Tensor dst, Workspace workspace) {
    if (pass.training()) {
      DropoutMask.apply(spec.p(), seed(pass), src, dst, pass.compute());
    } else {
      dst.copyFrom(src);
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
    if (diffSrc == null) {
      return;
    }
    if (pass.training()) {
      DropoutMask.apply(spec.p(), seed(pass), diffDst, diffSrc, pass.compute());
    } else {
      diffSrc.copyFrom(diffDst);
    }
  }

  private long seed(Pass pass) {
    return pass.seed() + ((long) position << 32);
  }
}
