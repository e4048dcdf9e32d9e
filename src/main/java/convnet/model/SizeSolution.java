package convnet.model;

import convnet.op.Size;

/**
 * A way from one size of image to another.
 *
 * @param kind the layer that it is
 * @param outputPadding of a transposed convolution, else 0
 * @param ceilMode whether the number of windows is rounded up
 * @param exact whether nothing had to be rounded, and no output padding was needed
 * @param word how it is written: a word for {@link LayerWords}, or options of {@code convnet
 *     convolve} for what is no layer here
 * @param formula the size worked out in numbers
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

  /** Whether a pooling may have these numbers too: its padding is at most half of its window. */
  public boolean suitsPooling() {
    return padding.height() <= kernel.height() / 2 && padding.width() <= kernel.width() / 2;
  }

  /** The layers that make images smaller or larger. */
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
