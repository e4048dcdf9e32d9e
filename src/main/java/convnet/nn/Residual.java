package convnet.nn;

import convnet.model.LayerSpec;
import java.util.List;
import java.util.stream.Stream;

/**
 * A residual block: the sum of what the body and the shortcut make of the same input, rectified or
 * not. The {@link ExecutionPlan} runs what is inside and adds it up.
 */
record Residual(LayerSpec.Residual spec, List<Node> body, List<Node> shortcut) implements Node {

  /** The body's, then the shortcut's. */
  @Override
  public List<Parameter> parameters() {
    return Stream.concat(body.stream(), shortcut.stream())
        .flatMap(node -> node.parameters().stream())
        .toList();
  }
}
