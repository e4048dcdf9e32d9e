package convnet.data;

/** How training images are varied. */
public enum Augmentation {
  /** Not at all: each image as in evaluation. */
  NONE,
  /**
   * Another part of the image and perhaps its mirror image each time. For networks of 64 pixels and
   * more that is torchvision's random resized crop: 8 to 100 % of the area, 3:4 to 4:3 in shape,
   * scaled to the input. Thumbnails have no pixels to spare for that: below 64 the image is scaled
   * as in evaluation and shifted by up to an eighth of the input (4 of 32 pixels) over a black
   * border.
   */
  STANDARD,
  /**
   * As the paper of AlexNet has it (section 4.1): the image scaled as in evaluation, a part of the
   * input's size from anywhere in it, perhaps its mirror image, and other {@link Lighting}. Below
   * 64 pixels the part is that of {@link #STANDARD}.
   */
  ALEXNET
}
