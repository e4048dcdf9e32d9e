package convnet.data;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Which part of an image becomes the network's input, in three steps: a box is cut out, scaled, and
 * seen through a window of the input's size, mirrored or not. The window may reach beyond the
 * scaled box, where it is black.
 *
 * @param box the box that is cut out of the image
 * @param scaledHeight the height that the box is scaled to
 * @param scaledWidth the width that the box is scaled to
 * @param window the window, in pixels of the scaled box
 * @param mirrored whether the window is mirrored left to right in the end
 */
record Framing(Box box, int scaledHeight, int scaledWidth, Box window, boolean mirrored) {
  private static final double LEAST_AREA = 0.08;
  private static final double LOG_WIDEST = Math.log(4.0 / 3);
  private static final int TRIES = 10;
  private static final int THUMBNAIL = 64;

  /** Pixels {@code top} to {@code top + height} and {@code left} to {@code left + width}. */
  record Box(int top, int left, int height, int width) {}

  /** The framing for evaluation: the image scaled as {@link Preprocess} says, and its centre. */
  static Framing centerCrop(int height, int width, Preprocess to) {
    Framing scaled = scaled(height, width, to);
    return scaled.through(
        middle(scaled.scaledHeight, to.height()), middle(scaled.scaledWidth, to.width()), false);
  }

  /**
   * The five windows of the scaled image, four corners and the centre, then those of its mirror
   * image: the ones that Krizhevsky et al. (2012) average over, as does torchvision's {@code
   * TenCrop}.
   */
  static List<Framing> tenCrops(int height, int width, Preprocess to) {
    Framing centred = centerCrop(height, width, to);
    int bottom = centred.scaledHeight - to.height();
    int right = centred.scaledWidth - to.width();
    List<Framing> crops = new ArrayList<>();
    for (boolean mirrored : new boolean[] {false, true}) {
      for (int top : new int[] {0, bottom}) {
        crops.add(centred.through(top, 0, mirrored));
        crops.add(centred.through(top, right, mirrored));
      }
      // The centre of the mirror image, which is another window if the margin is odd.
      int left = centred.window.left;
      crops.add(centred.through(centred.window.top, mirrored ? right - left : left, mirrored));
    }
    return crops;
  }

  /** A random part of the image for training, as {@link Augmentation#STANDARD} describes. */
  static Framing standard(int height, int width, Preprocess to, RandomGenerator random) {
    return Math.min(to.height(), to.width()) < THUMBNAIL
        ? paddedRandomCrop(height, width, to, random)
        : randomResizedCrop(height, width, to, random);
  }

  /** A random part of the image for training, as {@link Augmentation#ALEXNET} describes. */
  static Framing alexnet(int height, int width, Preprocess to, RandomGenerator random) {
    return Math.min(to.height(), to.width()) < THUMBNAIL
        ? paddedRandomCrop(height, width, to, random)
        : randomCrop(height, width, to, random);
  }

  /** torchvision's {@code RandomCrop} and {@code RandomHorizontalFlip} of the scaled image. */
  private static Framing randomCrop(int height, int width, Preprocess to, RandomGenerator random) {
    Framing scaled = scaled(height, width, to);
    int top = random.nextInt(scaled.scaledHeight - to.height() + 1);
    int left = random.nextInt(scaled.scaledWidth - to.width() + 1);
    return scaled.through(top, left, random.nextBoolean());
  }

  /** torchvision's {@code RandomCrop} with {@code padding}, and {@code RandomHorizontalFlip}. */
  private static Framing paddedRandomCrop(
      int height, int width, Preprocess to, RandomGenerator random) {
    Framing scaled = scaled(height, width, to);
    int border = Math.round(Math.min(to.height(), to.width()) / 8f);
    int top = random.nextInt(scaled.scaledHeight + 2 * border - to.height() + 1) - border;
    int left = random.nextInt(scaled.scaledWidth + 2 * border - to.width() + 1) - border;
    return scaled.through(top, left, random.nextBoolean());
  }

  /** torchvision's {@code RandomResizedCrop} and {@code RandomHorizontalFlip}. */
  private static Framing randomResizedCrop(
      int height, int width, Preprocess to, RandomGenerator random) {
    Box box = randomBox(height, width, random);
    Box all = new Box(0, 0, to.height(), to.width());
    return new Framing(box, to.height(), to.width(), all, random.nextBoolean());
  }

  /**
   * A box of random area and aspect ratio; if none of ten tries fits, the largest one in the
   * centre.
   */
  private static Box randomBox(int height, int width, RandomGenerator random) {
    for (int i = 0; i < TRIES; i++) {
      double area = (double) height * width * random.nextDouble(LEAST_AREA, 1);
      double aspect = Math.exp(random.nextDouble(-LOG_WIDEST, LOG_WIDEST));
      int w = (int) Math.rint(Math.sqrt(area * aspect));
      int h = (int) Math.rint(Math.sqrt(area / aspect));
      if (w > 0 && w <= width && h > 0 && h <= height) {
        int top = random.nextInt(height - h + 1);
        return new Box(top, random.nextInt(width - w + 1), h, w);
      }
    }
    int h = (int) Math.min(height, Math.rint(width * (4.0 / 3)));
    int w = (int) Math.min(width, Math.rint(height * (4.0 / 3)));
    return new Box((height - h) / 2, (width - w) / 2, h, w);
  }

  /**
   * The whole image, its shorter side scaled to {@code to.resize()}, the longer in proportion and
   * rounded down as in torchvision; larger if that would not cover the input.
   */
  private static Framing scaled(int height, int width, Preprocess to) {
    boolean portrait = height > width;
    int shorter = portrait ? width : height;
    int longer = portrait ? height : width;
    int least = portrait ? to.width() : to.height();
    int other = portrait ? to.height() : to.width();
    // The shorter side that makes the longer one cover its axis, rounded up.
    int covering = (int) (((long) other * shorter + longer - 1) / longer);
    int scaledShorter = Math.max(to.resize(), Math.max(least, covering));
    // A strip of one pixel by millions must not be scaled up beyond the range of an index.
    int scaledLonger = (int) Math.min((long) scaledShorter * longer / shorter, 1 << 30);
    return new Framing(
        new Box(0, 0, height, width),
        portrait ? scaledLonger : scaledShorter,
        portrait ? scaledShorter : scaledLonger,
        new Box(0, 0, to.height(), to.width()),
        false);
  }

  private Framing through(int top, int left, boolean mirror) {
    Box moved = new Box(top, left, window.height, window.width);
    return new Framing(box, scaledHeight, scaledWidth, moved, mirror);
  }

  /**
   * The offset that centres {@code inner} in {@code outer}; halves are rounded to even, as in
   * Python.
   */
  private static int middle(int outer, int inner) {
    return (int) Math.rint((outer - inner) / 2.0);
  }
}
