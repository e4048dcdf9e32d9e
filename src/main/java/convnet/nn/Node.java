package convnet.nn;

import convnet.model.LayerSpec;
import java.util.List;

/** A part of a network with its parameters: a layer, or a block that holds layers. */
public sealed interface Node permits Layer, Residual {

  /** What this part is. */
  LayerSpec spec();

  /** The parameters in PyTorch's order. */
  List<Parameter> parameters();
}
