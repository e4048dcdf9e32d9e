package convnet.train;

import convnet.data.PixelPermutation;
import convnet.kernel.Compute;
import convnet.nn.ExecutionPlan;
import convnet.op.Size;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Computes and draws which pixels of an image the result depends on: the gradient of a class's
 * logit with respect to the pixels, as the largest absolute value over the channels (Simonyan,
 * Vedaldi and Zisserman, 2014).
 */
public final class Saliency {
  /**
   * At least this share of a map's pixels is drawn brightest, as the largest value alone says
   * little.
   */
  private static final double BRIGHTEST = 0.01;

  /** The brightness of the grey image below the map. */
  private static final float DIMMED = 0.4f;

  /** The least height of a picture in pixels. */
  private static final int EASILY_SEEN = 192;

  private static final int GAP = 4;

  private final List<Float> mean;
  private final List<Float> std;
  private final ExecutionPlan plan;

  /** The permuted position of each pixel; null if the network's pixels are not permuted. */
  private final int @Nullable [] places;

  public Saliency(ModelFile model, Compute compute) {
    this.mean = model.architecture().preprocessing().mean();
    this.std = model.architecture().preprocessing().std();
    Long permutation = model.architecture().preprocessing().permutation();
    Size size = model.architecture().preprocessing().crop();
    this.places =
        permutation == null ? null : PixelPermutation.of(size.height() * size.width(), permutation);
    this.plan = ExecutionPlan.forInputGradient(model.network(), 1, compute);
  }

  /**
   * Computes the map of an image.
   *
   * @param input the network's input, (C, H, W)
   * @param label the class in question
   * @return (H, W): the gradient with respect to pixels in 0..1, as the largest absolute value over
   *     the channels; pixels are in their places in the image
   */
  public Tensor of(Tensor input, int label) {
    plan.input().copyFrom(input);
    Tensor gradient = plan.inputGradient(new int[] {label}, 1).slice(0);
    Shape shape = gradient.shape();
    Tensor map = Tensor.zeros(shape.height(), shape.width());
    for (int i = 0; i < gradient.size(); i++) {
      int pixel = i % map.size();
      float change = gradient.data()[gradient.offset() + i] / std.get(i / map.size());
      map.data()[pixel] = Math.max(map.data()[pixel], Math.abs(change));
    }
    return inPlace(map);
  }

  /** Undoes the network's permutation of the pixels of an image (C, H, W) or a map (H, W). */
  private Tensor inPlace(Tensor tensor) {
    if (places == null) {
      return tensor;
    }
    Tensor image = Tensor.zeros(tensor.shape());
    for (int i = 0; i < image.size(); i++) {
      int plane = i - i % places.length;
      image.data()[i] = tensor.data()[tensor.offset() + plane + places[i % places.length]];
    }
    return image;
  }

  /**
   * Draws the image as the network sees it, and beside it the map, glowing over the dimmed grey
   * image.
   *
   * @param input as for {@link #of}
   * @param map what {@link #of} returned
   * @return (3, H', W'), 0..1; small images are enlarged
   */
  public Tensor picture(Tensor input, Tensor map) {
    int height = map.shape().height();
    int width = map.shape().width();
    int scale = Math.ceilDiv(EASILY_SEEN, height);
    int right = width * scale + GAP;
    Tensor picture = Tensor.zeros(3, height * scale, right + width * scale);
    picture.fill(1);
    Tensor image = inPlace(input);
    float reach = reach(map);
    float[] colour = new float[3];
    float[] glow = new float[3];
    for (int y = 0; y < height * scale; y++) {
      for (int x = 0; x < width * scale; x++) {
        readColour(image, y / scale, x / scale, colour);
        readGlow(map.get(y / scale, x / scale) / reach, colour, glow);
        for (int channel = 0; channel < 3; channel++) {
          picture.set(colour[channel], channel, y, x);
          picture.set(glow[channel], channel, y, right + x);
        }
      }
    }
    return picture;
  }

  /** The least value that is drawn brightest, above 0. */
  private static float reach(Tensor map) {
    float[] sorted = map.toArray();
    Arrays.sort(sorted);
    int brightest = (int) Math.ceil(BRIGHTEST * sorted.length);
    return Math.max(sorted[sorted.length - brightest], Float.MIN_NORMAL);
  }

  /** Undoes the normalisation of a pixel: red, green and blue in 0..1. */
  private void readColour(Tensor input, int y, int x, float[] colour) {
    for (int channel = 0; channel < 3; channel++) {
      int from = Math.min(channel, mean.size() - 1);
      colour[channel] = Math.clamp(input.get(from, y, x) * std.get(from) + mean.get(from), 0f, 1f);
    }
  }

  /**
   * The colour of a value of the map: from the dimmed grey through red and orange to a light
   * yellow.
   */
  private static void readGlow(float share, float[] colour, float[] glow) {
    float s = Math.min(share, 1);
    float grey = DIMMED * (1 - s) * (0.299f * colour[0] + 0.587f * colour[1] + 0.114f * colour[2]);
    glow[0] = Math.min(1, grey + 2 * s);
    glow[1] = Math.clamp(grey + 2 * s - 0.8f, grey, 1f);
    glow[2] = Math.clamp(grey + 3 * s - 2.3f, grey, 1f);
  }
}
