package convnet.nn;

import convnet.model.LayerSpec;
import java.util.List;
import java.util.stream.Stream;

/**
 * A residual block: the sum of its body and its shortcut, both applied to the same input,
 * optionally followed by ReLU. The {@link ExecutionPlan} runs the layers inside and adds the
 * results.
 */
record Residual(LayerSpec.Residual spec, List<Node> body, List<Node> shortcut) implements Node {

  /** The parameters of the body, then those of the shortcut. */
  @Override
  public List<Parameter> parameters() {
    return Stream.concat(body.stream(), shortcut.stream())
        .flatMap(node -> node.parameters().stream())
        .toList();
  }
}
