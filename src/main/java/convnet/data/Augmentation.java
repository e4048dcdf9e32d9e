package convnet.data;

/** How training images are varied. */
public enum Augmentation {
  /** None: each image as in evaluation. */
  NONE,
  /**
   * A random crop, mirrored or not at random. For inputs of 64 pixels and more it is torchvision's
   * random resized crop: 8 to 100 % of the area, an aspect ratio of 3:4 to 4:3, scaled to the
   * input. Thumbnails have no pixels to spare for that: below 64 the image is scaled as in
   * evaluation and shifted by up to an eighth of the input (4 of 32 pixels) over a black border.
   */
  STANDARD,
  /**
   * As in the AlexNet paper (section 4.1): the image scaled as in evaluation, a random crop of the
   * input's size, random mirroring, and random {@link Lighting}. Below 64 pixels the crop is that
   * of {@link #STANDARD}.
   */
  ALEXNET
}
