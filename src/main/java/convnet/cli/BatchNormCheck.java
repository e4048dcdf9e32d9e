package convnet.cli;

import convnet.model.LayerSpec;
import convnet.model.LayerSummary;
import convnet.nn.Network;
import java.util.List;
import java.util.stream.Stream;

/**
 * Refuses batches from which batch normalisation learns nothing: a channel with a single value has
 * no variance, so the layer's output is β, and nothing before it gets a gradient. PyTorch refuses
 * them, too.
 */
final class BatchNormCheck {
  private BatchNormCheck() {}

  /**
   * @param batchSize the images of a batch
   * @throws IllegalArgumentException naming the first layer with one value for each channel, unless
   *     it is frozen and uses its running statistics
   */
  static void require(Network network, int batchSize) {
    if (batchSize > 1) {
      return;
    }
    layers(network.spec().summaries())
        .filter(layer -> layer.layer() instanceof LayerSpec.BatchNorm2d)
        .filter(layer -> layer.input().height() * layer.input().width() == 1)
        .filter(layer -> learns(network, layer.layer().name()))
        .findFirst()
        .ifPresent(
            layer -> {
              throw new IllegalArgumentException(
                  "--batch-size 1: %s (BatchNorm2d) has one value for each channel then, and with it nothing to learn from: 2 or more"
                      .formatted(layer.layer().name()));
            });
  }

  private static Stream<LayerSummary> layers(List<LayerSummary> layers) {
    return layers.stream()
        .flatMap(
            layer ->
                Stream.concat(
                    Stream.of(layer),
                    Stream.concat(layers(layer.body()), layers(layer.shortcut()))));
  }

  private static boolean learns(Network network, String layer) {
    return network.parameters().stream()
        .anyMatch(p -> p.name().startsWith(layer + ".") && p.trainable());
  }
}
