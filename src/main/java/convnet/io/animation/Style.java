package convnet.io.animation;

import convnet.tensor.Tensor;

/** The colours and the number format of a grid, which depend on the range of its numbers. */
record Style(Shades shades, Numerals numerals) {

  /**
   * @param numbered whether digits are drawn in the cells
   */
  static Style of(Tensor values, boolean numbered) {
    return new Style(Shades.of(values, numbered), Numerals.of(values));
  }
}
