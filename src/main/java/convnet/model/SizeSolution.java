package convnet.model;

import convnet.op.Size;

/**
 * A layer that leads from one image size to another.
 *
 * @param kind the kind of layer
 * @param outputPadding that of a transposed convolution, else 0
 * @param ceilMode whether the number of windows is rounded up
 * @param exact whether nothing had to be rounded, and no output padding was needed
 * @param word how to write it: a word for {@link LayerWords}; for a transposed convolution, which
 *     is no layer here, options of {@code convnet convolve} or a PyTorch constructor
 * @param formula the calculation of the size in numbers
 */
public record SizeSolution(
    Kind kind,
    Size kernel,
    Size stride,
    Size padding,
    Size dilation,
    Size outputPadding,
    boolean ceilMode,
    boolean exact,
    String word,
    String formula) {

  /** Whether a pooling may have these values too: its padding is at most half of its kernel. */
  public boolean suitsPooling() {
    return padding.height() <= kernel.height() / 2 && padding.width() <= kernel.width() / 2;
  }

  /** The kinds of layers that change the image size. */
  public enum Kind {
    CONV("Conv2d"),
    MAX_POOL("MaxPool2d"),
    AVG_POOL("AvgPool2d"),
    CONV_TRANSPOSE("ConvTranspose2d");

    private final String type;

    Kind(String type) {
      this.type = type;
    }

    /** The class in {@code torch.nn}. */
    public String type() {
      return type;
    }

    boolean isPooling() {
      return this == MAX_POOL || this == AVG_POOL;
    }
  }
}
