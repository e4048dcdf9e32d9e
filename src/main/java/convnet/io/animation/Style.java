package convnet.io.animation;

import convnet.tensor.Tensor;

/** How the numbers of a grid look, which depends on how large they are. */
record Style(Shades shades, Numerals numerals) {

  /**
   * @param numbered whether figures stand in the cells
   */
  static Style of(Tensor values, boolean numbered) {
    return new Style(Shades.of(values, numbered), Numerals.of(values));
  }
}
