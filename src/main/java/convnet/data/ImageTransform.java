package convnet.data;

import convnet.data.Framing.Box;
import convnet.data.Resampler.View;
import convnet.io.RgbImage;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Turns an image into the input of a network. Training, evaluation and prediction all use this
 * class, so that a network sees in use what it was evaluated on. Immutable: any number of threads
 * may use it.
 */
public final class ImageTransform {
  private static final int LEVELS = 256;

  private final Preprocess preprocess;
  private final Augmentation augmentation;
  private final @Nullable Lighting lighting;
  private final @Nullable Cutout cutout;

  /** The permuted position of each pixel of the input; null if pixels are not permuted. */
  private final int @Nullable [] places;

  /** The normalised value of each of the 256 levels, channel after channel. */
  private final float[] normalized;

  /** The transform of evaluation and prediction. */
  public ImageTransform(Preprocess preprocess) {
    this(preprocess, Augmentation.NONE, null, null);
  }

  /**
   * @param lighting how the colours of the training images vary; required by {@link
   *     Augmentation#ALEXNET}, else unused
   * @param cutout the square to hide in training images; null for none
   */
  public ImageTransform(
      Preprocess preprocess,
      Augmentation augmentation,
      @Nullable Lighting lighting,
      @Nullable Cutout cutout) {
    if (augmentation == Augmentation.ALEXNET && lighting == null) {
      throw new IllegalArgumentException("the images' colours are not known: check them first");
    }
    this.preprocess = preprocess;
    this.augmentation = augmentation;
    this.lighting = augmentation == Augmentation.ALEXNET ? lighting : null;
    this.cutout = cutout;
    Long permutation = preprocess.permutation();
    this.places =
        permutation == null
            ? null
            : PixelPermutation.of(preprocess.height() * preprocess.width(), permutation);
    this.normalized = new float[preprocess.channels() * LEVELS];
    for (int i = 0; i < normalized.length; i++) {
      float mean = preprocess.mean().get(i / LEVELS);
      float std = preprocess.std().get(i / LEVELS);
      normalized[i] = (i % LEVELS / 255f - mean) / std;
    }
  }

  /** The shape of the network's input for one image: {@code (C, H, W)}. */
  public Shape outputShape() {
    return Shape.of(preprocess.channels(), preprocess.height(), preprocess.width());
  }

  /** Writes an image into {@code (C, H, W)} as for evaluation, whatever the augmentation. */
  public void apply(RgbImage image, Tensor into) {
    Pixels pixels = Pixels.of(image, preprocess.channels());
    Framing framing = Framing.centerCrop(pixels.height(), pixels.width(), preprocess);
    render(pixels, framing, unchangedLight(), into, new Resampler());
  }

  /**
   * Writes ten crops of an image, scaled as for evaluation, into {@code (10, C, H, W)}: the corners
   * and the centre, which is the fifth, then the same five mirrored.
   */
  public void applyTenCrops(RgbImage image, Tensor into) {
    Pixels pixels = Pixels.of(image, preprocess.channels());
    List<Framing> crops = Framing.tenCrops(pixels.height(), pixels.width(), preprocess);
    Resampler resampler = new Resampler();
    for (int i = 0; i < crops.size(); i++) {
      render(pixels, crops.get(i), unchangedLight(), into.slice(i), resampler);
    }
  }

  /**
   * Writes an image into {@code (C, H, W)}, augmented with random numbers from {@code random} as
   * configured.
   */
  void apply(Pixels pixels, RandomGenerator random, Tensor into, Resampler resampler) {
    Framing framing =
        switch (augmentation) {
          case NONE -> Framing.centerCrop(pixels.height(), pixels.width(), preprocess);
          case STANDARD -> Framing.standard(pixels.height(), pixels.width(), preprocess, random);
          case ALEXNET -> Framing.alexnet(pixels.height(), pixels.width(), preprocess, random);
        };
    float[] light = lighting == null ? unchangedLight() : lighting.draw(random);
    render(pixels, framing, light, into, resampler);
    if (cutout != null) {
      cutout.apply(into, places, random);
    }
  }

  private float[] unchangedLight() {
    return new float[preprocess.channels()];
  }

  /**
   * Writes the part of {@code pixels} that {@code framing} selects into {@code (C, H, W)},
   * normalised.
   *
   * @param light what is added to each channel before normalisation, where levels are 0..1
   */
  void render(Pixels pixels, Framing framing, float[] light, Tensor into, Resampler resampler) {
    Shape shape = outputShape();
    if (!into.shape().equals(shape) || pixels.channels() != shape.channels()) {
      throw new IllegalArgumentException(
          "%d channels do not become %s in a tensor of %s"
              .formatted(pixels.channels(), shape, into.shape()));
    }
    Box window = framing.window();
    Box visible = visible(framing);
    if (visible.height() < window.height() || visible.width() < window.width()) {
      fillWithBlack(light, into);
    }
    View view =
        resampler.scale(
            pixels, framing.box(), framing.scaledHeight(), framing.scaledWidth(), visible);
    int left = visible.left() - window.left();
    int start = framing.mirrored() ? window.width() - 1 - left : left;
    for (int channel = 0; channel < shape.channels(); channel++) {
      float brighter = light[channel] / preprocess.std().get(channel);
      int plane = into.offset() + channel * window.height() * window.width();
      for (int y = 0; y < visible.height(); y++) {
        int row = visible.top() - window.top() + y;
        normalize(
            view.samples(),
            view.first() + channel * view.plane() + y * view.stride(),
            visible.width(),
            channel * LEVELS,
            brighter,
            into.data(),
            plane,
            row * window.width() + start,
            framing.mirrored() ? -1 : 1);
      }
    }
  }

  /** The part of the window that lies within the scaled box. */
  private static Box visible(Framing framing) {
    Box window = framing.window();
    int top = Math.max(window.top(), 0);
    int left = Math.max(window.left(), 0);
    int bottom = Math.min(window.top() + window.height(), framing.scaledHeight());
    int right = Math.min(window.left() + window.width(), framing.scaledWidth());
    return new Box(top, left, bottom - top, right - left);
  }

  private void fillWithBlack(float[] light, Tensor into) {
    int plane = preprocess.height() * preprocess.width();
    for (int channel = 0; channel < preprocess.channels(); channel++) {
      int from = into.offset() + channel * plane;
      float black = normalized[channel * LEVELS] + light[channel] / preprocess.std().get(channel);
      Arrays.fill(into.data(), from, from + plane, black);
    }
  }

  /**
   * Normalises {@code count} samples into a plane, from a pixel on to the right or, with a step of
   * −1, to the left.
   */
  private void normalize(
      byte[] samples,
      int from,
      int count,
      int table,
      float brighter,
      float[] data,
      int plane,
      int pixel,
      int step) {
    if (places == null) {
      for (int x = 0; x < count; x++) {
        data[plane + pixel + x * step] = normalized[table + (samples[from + x] & 0xFF)] + brighter;
      }
    } else {
      for (int x = 0; x < count; x++) {
        data[plane + places[pixel + x * step]] =
            normalized[table + (samples[from + x] & 0xFF)] + brighter;
      }
    }
  }
}
