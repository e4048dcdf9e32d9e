package convnet.train.report;

import convnet.model.LayerSpec;
import convnet.nn.Network;
import convnet.nn.Parameter;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * The filters of the first layer side by side, as in the AlexNet paper's figure 3: each scaled by
 * itself so that its least weight is black and its greatest white, in the colours of the input
 * channels. The weights of a linear layer on all pixels are shown as pictures too.
 *
 * @param name the layer's name
 * @param weights (O, C, H, W); C is 1 for grey, 3 for colour
 */
record FilterGrid(String name, Tensor weights) {
  private static final int MOST = 256;
  private static final int LEAST_SIDE = 32;
  private static final int GAP = 3;

  /**
   * The filters of a network's first layer that has parameters, if they can be seen as pictures.
   */
  static Optional<FilterGrid> of(Network network) {
    Shape input = network.spec().input();
    if (network.parameters().isEmpty() || (input.channels() != 3 && input.channels() != 1)) {
      return Optional.empty();
    }
    Parameter first = network.parameters().getFirst();
    for (LayerSpec layer : network.spec().layers()) {
      if (first.name().equals(layer.name() + ".weight")) {
        return switch (layer) {
          case LayerSpec.Conv2d _ -> some(layer.name(), first.value(), first.value().shape());
          case LayerSpec.Linear _ when first.value().shape().dim(1) == input.size() ->
              some(layer.name(), first.value(), input.batched(first.value().shape().dim(0)));
          default -> Optional.empty();
        };
      }
    }
    return Optional.empty();
  }

  private static Optional<FilterGrid> some(String name, Tensor weights, Shape shape) {
    boolean visible = shape.channels() == 1 || shape.channels() == 3;
    return visible ? Optional.of(new FilterGrid(name, weights.reshape(shape))) : Optional.empty();
  }

  /** How many filters are shown, the first ones if there are very many. */
  int shown() {
    return Math.min(MOST, weights.shape().dim(0));
  }

  private int enlargement() {
    Shape shape = weights.shape();
    return Math.ceilDiv(LEAST_SIDE, Math.max(shape.height(), shape.width()));
  }

  private int columns() {
    int wide = (int) Math.ceil(Math.sqrt(1.5 * shown()));
    // The nearest number that fills the last row, if there is one nearby.
    for (int columns : List.of(wide, wide - 1, wide + 1, wide + 2, wide - 2)) {
      if (columns > 0 && shown() % columns == 0) {
        return columns;
      }
    }
    return wide;
  }

  /** The picture, (4, H, W): red, green, blue and alpha, which is 0 between the filters. */
  Tensor picture() {
    Shape shape = weights.shape();
    int scale = enlargement();
    int cellHeight = shape.height() * scale + GAP;
    int cellWidth = shape.width() * scale + GAP;
    int rows = Math.ceilDiv(shown(), columns());
    Tensor picture =
        Tensor.zeros(4, rows * cellHeight - GAP, Math.min(columns(), shown()) * cellWidth - GAP);
    for (int i = 0; i < shown(); i++) {
      paint(weights.slice(i), picture, i / columns() * cellHeight, i % columns() * cellWidth);
    }
    return picture;
  }

  private void paint(Tensor filter, Tensor picture, int top, int left) {
    float[] values = filter.toArray();
    float least = Float.POSITIVE_INFINITY;
    float greatest = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
    float range = greatest > least ? greatest - least : 1;
    Shape shape = filter.shape();
    int scale = enlargement();
    for (int channel = 0; channel < 4; channel++) {
      for (int y = 0; y < shape.height() * scale; y++) {
        for (int x = 0; x < shape.width() * scale; x++) {
          int from = shape.channels() == 1 ? 0 : Math.min(channel, 2);
          float value = filter.get(from, y / scale, x / scale);
          picture.set(channel == 3 ? 1 : (value - least) / range, channel, top + y, left + x);
        }
      }
    }
  }
}
