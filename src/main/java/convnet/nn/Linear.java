package convnet.nn;

import convnet.model.LayerSpec;
import convnet.op.InnerProduct;
import convnet.op.WeightRows;
import convnet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A fully connected layer and its weights. */
record Linear(LayerSpec.Linear spec, List<Parameter> parameters) implements Layer {

  @Override
  public void forward(Pass pass, Tensor src, Tensor dst, Workspace workspace) {
    Parameter weights = parameters.getFirst();
    Tensor bias = spec.bias() ? parameters.getLast().value() : null;
    WeightRows rows = weights.rows();
    if (rows != null && InnerProduct.isSmallBatch(src)) {
      InnerProduct.forward(src, rows, bias, dst, pass.compute());
    } else {
      InnerProduct.forward(src, weights.value(), bias, dst, pass.compute());
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
    Tensor diffWeights = diffParameters.getFirst();
    if (diffWeights != null) {
      InnerProduct.backwardWeights(src, diffDst, diffWeights, pass.compute());
    }
    Tensor diffBias = spec.bias() ? diffParameters.getLast() : null;
    if (diffBias != null) {
      InnerProduct.backwardBias(diffDst, diffBias, pass.compute());
    }
    if (diffSrc != null) {
      InnerProduct.backwardData(diffDst, parameters.getFirst().value(), diffSrc, pass.compute());
    }
  }
}
