package convnet.model;

import convnet.op.ConvolutionParameters;
import convnet.op.PoolingParameters;
import convnet.op.Size;
import convnet.tensor.Shape;
import java.util.stream.LongStream;

/**
 * The part of the network's input that one element of a layer's output depends on, along each axis.
 *
 * <p>A window of {@code k} taps, dilation {@code d}, stride {@code s} and padding {@code p} changes
 * the field from one layer to the next by {@code size += (k − 1)·d·jump; start += ((k − 1)·d/2 −
 * p)·jump; jump *= s}, starting from size 1, jump 1 and start 0.5 (Dumoulin and Visin, "A guide to
 * convolution arithmetic for deep learning"; Dang Ha The Hien's notation). Padding is counted, so a
 * field may be larger than the input.
 */
public record ReceptiveField(Axis height, Axis width) {

  /** The field of a pixel of the input: the pixel itself. */
  public static final ReceptiveField PIXEL = new ReceptiveField(Axis.PIXEL, Axis.PIXEL);

  /**
   * The field along one axis, in pixels of the network's input.
   *
   * @param size how many pixels it covers; the largest number, if fields differ
   * @param jump the distance from the field of one element to that of the next; 0 if every element
   *     sees the whole input, or if the distance varies
   * @param start the centre of the first element's field; 0.5 is the middle of the first pixel
   */
  public record Axis(long size, long jump, double start) {
    private static final Axis PIXEL = new Axis(1, 1, 0.5);

    private Axis window(int kernel, int dilation, int before, int stride, int networkInput) {
      long reach = (long) (kernel - 1) * dilation;
      if (jump == 0 && reach > 0) {
        return whole(networkInput);
      }
      try {
        return new Axis(
            Math.addExact(size, Math.multiplyExact(reach, jump)),
            Math.multiplyExact(jump, (long) stride),
            start + (reach / 2.0 - before) * jump);
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException(
            "strides of %d and %d together are more than can be counted".formatted(jump, stride),
            e);
      }
    }

    private static Axis whole(int input) {
      return new Axis(input, 0, input / 2.0);
    }

    /** Whether every element sees the whole of an input of {@code input} pixels. */
    public boolean seesAll(int input) {
      return jump == 0 && size >= input;
    }

    /**
     * The field after adaptive pooling, whose window i covers ⌊i·in / out⌋ (inclusive) to ⌈(i +
     * 1)·in / out⌉ (exclusive), as in PyTorch.
     */
    private Axis adaptive(int in, int out, int networkInput) {
      if (out == 1) {
        return whole(networkInput);
      }
      if (jump == 0) {
        return in == out ? this : whole(networkInput);
      }
      int first = Math.ceilDiv(in, out);
      if (in % out == 0) {
        return window(first, 1, 0, first, networkInput);
      }
      long largest =
          LongStream.range(0, out)
              .map(i -> Math.ceilDiv((i + 1) * in, (long) out) - i * in / out)
              .max()
              .orElseThrow();
      return new Axis(size + (largest - 1) * jump, 0, start + (first - 1) / 2.0 * jump);
    }
  }

  /**
   * The field after one more layer.
   *
   * <p>A linear layer sees the whole input. A layer with windows of several taps is taken to do so,
   * too, after an adaptive pooling with windows at varying distances, since there is no single
   * stride to go on with. A block has the field of its body, the longer of its two paths.
   *
   * @param layer the layer
   * @param in its input shape
   * @param networkInput the input shape of the network
   */
  public ReceptiveField after(LayerSpec layer, Shape in, Shape networkInput) {
    return switch (layer) {
      case LayerSpec.Conv2d conv -> convolved(conv.convolution(), networkInput);
      case LayerSpec.MaxPool2d pool -> pooled(pool.pooling(), networkInput);
      case LayerSpec.AvgPool2d pool -> pooled(pool.pooling(), networkInput);
      case LayerSpec.AdaptiveAvgPool2d pool ->
          new ReceptiveField(
              height.adaptive(in.height(), pool.output().height(), networkInput.height()),
              width.adaptive(in.width(), pool.output().width(), networkInput.width()));
      case LayerSpec.Linear _ ->
          new ReceptiveField(Axis.whole(networkInput.height()), Axis.whole(networkInput.width()));
      case LayerSpec.ReLU _,
          LayerSpec.Dropout _,
          LayerSpec.Flatten _,
          LayerSpec.LocalResponseNorm _,
          LayerSpec.BatchNorm2d _ ->
          this;
      case LayerSpec.Residual block -> {
        ReceptiveField field = this;
        for (LayerSpec inside : block.body()) {
          field = field.after(inside, in, networkInput);
          in = inside.outputShape(in);
        }
        yield field;
      }
    };
  }

  private ReceptiveField convolved(ConvolutionParameters c, Shape input) {
    Size before = Size.of(c.padding().top(), c.padding().left());
    return windowed(c.kernel(), c.dilation(), before, c.stride(), input);
  }

  private ReceptiveField pooled(PoolingParameters p, Shape input) {
    return windowed(p.kernel(), p.dilation(), p.padding(), p.stride(), input);
  }

  private ReceptiveField windowed(
      Size kernel, Size dilation, Size before, Size stride, Shape input) {
    return new ReceptiveField(
        height.window(
            kernel.height(), dilation.height(), before.height(), stride.height(), input.height()),
        width.window(
            kernel.width(), dilation.width(), before.width(), stride.width(), input.width()));
  }
}
