package convnet.nn;

import convnet.model.LayerSpec;
import java.util.List;

/** A part of a network with its parameters: a layer, or a block that holds layers. */
public sealed interface Node permits Layer, Residual {

  /** The specification of this part. */
  LayerSpec spec();

  /** The parameters in PyTorch's order. */
  List<Parameter> parameters();
}
