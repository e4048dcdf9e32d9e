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

  /** A network with the default preprocessing and recipe. */
  public static Architecture of(NetworkSpec network) {
    return new Architecture(network, Preprocessing.standard(network.input()), Recipe.DEFAULT);
  }

  /**
   * The same for images of another size, which the layers may not fit: see {@link
   * NetworkSpec#shapes}.
   */
  public Architecture withImageSize(Size size) {
    return withInput(Shape.of(network.input().channels(), size.height(), size.width()));
  }

  /**
   * The same for another input, (C, H, W), which the layers may not fit. For another number of
   * channels, the preprocessing is the default.
   */
  public Architecture withInput(Shape input) {
    return new Architecture(
        network.withInput(input),
        input.channels() == network.input().channels()
            ? preprocessing.withCrop(Size.of(input.height(), input.width()))
            : Preprocessing.standard(input),
        recipe);
  }
}
