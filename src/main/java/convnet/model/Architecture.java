package convnet.model;

import convnet.op.Size;
import convnet.tensor.Shape;

/** A network with its preprocessing and its training recipe. */
public record Architecture(NetworkSpec network, Preprocessing preprocessing, Recipe recipe) {

  /**
   * @throws IllegalArgumentException if the preprocessing does not produce images of the network's
   *     input size and channels
   */
  public Architecture {
    Shape input = network.input();
    Size crop = preprocessing.crop();
    if (crop.height() != input.height() || crop.width() != input.width()) {
      throw new IllegalArgumentException(
          "the crop of %s is not the size of the network's input, %s".formatted(crop, input));
    }
    int channels = preprocessing.mean().size();
    if (channels != input.channels()) {
      throw new IllegalArgumentException(
          "mean and std are for %d channels, the network's input, %s, has %d"
              .formatted(channels, input, input.channels()));
    }
  }

  /**
   * The same for images of another size, which the layers may not fit: see {@link
   * NetworkSpec#shapes}.
   */
  public Architecture withImageSize(Size size) {
    return new Architecture(
        network.withInput(Shape.of(network.input().channels(), size.height(), size.width())),
        preprocessing.withCrop(size),
        recipe);
  }
}
