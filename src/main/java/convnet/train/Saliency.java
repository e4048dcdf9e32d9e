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
 * Which pixels of an image the answer depends on: the gradient of a class's logit with respect to
 * the pixels, of its absolute values the greatest over the channels (Simonyan, Vedaldi and
 * Zisserman, 2014).
 */
public final class Saliency {
  /** The brightest of a map are at least this share of its pixels: one alone says little. */
  private static final double BRIGHTEST = 0.01;

  /** How much of the photo shines through. */
  private static final float DIMMED = 0.4f;

  /** A picture is at least so high. */
  private static final int EASILY_SEEN = 192;

  private static final int GAP = 4;

  private final List<Float> mean;
  private final List<Float> std;
  private final ExecutionPlan plan;

  /** Where each pixel was put for a network that knows them in an order of its own; or null. */
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
   * The map of an image.
   *
   * @param input what the network sees, (C, H, W)
   * @param label the class in question
   * @return (H, W): by how much the logit changes with a pixel of 0..1, at most over its channels;
   *     each in its place in the image
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

  /** An image (C, H, W), or a map (H, W), with its pixels where they were before the network's. */
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
   * The image as the network sees it, and beside it the map, glowing over the dimmed grey image.
   *
   * @param input as for {@link #of}
   * @param map what it gave
   * @return (3, H', W'), 0..1; small ones enlarged
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

  /** What counts as brightest, above 0. */
  private static float reach(Tensor map) {
    float[] sorted = map.toArray();
    Arrays.sort(sorted);
    int brightest = (int) Math.ceil(BRIGHTEST * sorted.length);
    return Math.max(sorted[sorted.length - brightest], Float.MIN_NORMAL);
  }

  /** A pixel before it was made ready for the network, red, green and blue of 0..1. */
  private void readColour(Tensor input, int y, int x, float[] colour) {
    for (int channel = 0; channel < 3; channel++) {
      int from = Math.min(channel, mean.size() - 1);
      colour[channel] = Math.clamp(input.get(from, y, x) * std.get(from) + mean.get(from), 0f, 1f);
    }
  }

  /** From the dimmed grey through red and orange to a light yellow. */
  private static void readGlow(float share, float[] colour, float[] glow) {
    float s = Math.min(share, 1);
    float grey = DIMMED * (1 - s) * (0.299f * colour[0] + 0.587f * colour[1] + 0.114f * colour[2]);
    glow[0] = Math.min(1, grey + 2 * s);
    glow[1] = Math.clamp(grey + 2 * s - 0.8f, grey, 1f);
    glow[2] = Math.clamp(grey + 3 * s - 2.3f, grey, 1f);
  }
}
