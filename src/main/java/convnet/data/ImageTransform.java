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
 * Makes an image the input of a network. Training, evaluation and prediction all go through here,
 * so that a network sees in use what it was measured with. Immutable: any number of threads may use
 * it.
 */
public final class ImageTransform {
  private static final int LEVELS = 256;

  private final Preprocess preprocess;
  private final Augmentation augmentation;
  private final @Nullable Lighting lighting;
  private final @Nullable Cutout cutout;

  /** Where each pixel of the input goes in the end; null for where it is. */
  private final int @Nullable [] places;

  /** The number that each of the 256 levels becomes, channel after channel. */
  private final float[] normalized;

  /** What an image becomes in evaluation and prediction. */
  public ImageTransform(Preprocess preprocess) {
    this(preprocess, Augmentation.NONE, null, null);
  }

  /**
   * @param lighting how the colours of the images to train with vary; {@link Augmentation#ALEXNET}
   *     needs it
   * @param cutout what is hidden of the images to train with; null for nothing
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

  /** The network's input for one image: {@code (C, H, W)}. */
  public Shape outputShape() {
    return Shape.of(preprocess.channels(), preprocess.height(), preprocess.width());
  }

  /** Writes an image into {@code (C, H, W)} as it is evaluated, whatever the augmentation. */
  public void apply(RgbImage image, Tensor into) {
    Pixels pixels = Pixels.of(image, preprocess.channels());
    Framing framing = Framing.centerCrop(pixels.height(), pixels.width(), preprocess);
    render(pixels, framing, unchangedLight(), into, new Resampler());
  }

  /**
   * Writes ten crops of an image, scaled as it is evaluated, into {@code (10, C, H, W)}: the
   * corners and the middle, which is the fifth, then the same five mirrored.
   */
  public void applyTenCrops(RgbImage image, Tensor into) {
    Pixels pixels = Pixels.of(image, preprocess.channels());
    List<Framing> crops = Framing.tenCrops(pixels.height(), pixels.width(), preprocess);
    Resampler resampler = new Resampler();
    for (int i = 0; i < crops.size(); i++) {
      render(pixels, crops.get(i), unchangedLight(), into.slice(i), resampler);
    }
  }

  /** Writes an image into {@code (C, H, W)}, varied by {@code random} if it is to be. */
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
   * Writes the part of {@code pixels} that {@code framing} tells into {@code (C, H, W)}.
   *
   * @param light what is added to each channel, in 0..1
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

  /** The part of the window that does not reach beyond the scaled box. */
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
   * Writes {@code count} samples as numbers into a plane, from a pixel on to the right or with a
   * step of −1 to the left.
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
