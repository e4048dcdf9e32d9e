package convnet.op;

import convnet.kernel.Compute;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import convnet.tensor.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * How one feature map is computed, step by step: what an animation of it shows.
 *
 * @param rule what a step computes from the elements that it reads
 * @param input (C, H, W), the channels involved, including the padding that counts. Elements that a
 *     window reads outside of it do not exist: the window overhangs in ceil mode, or the padding
 *     does not count
 * @param image where in the input the image is; the rest is padding
 * @param output (H', W'), everything that the steps write
 * @param kept the part of the output that is the result; the rest is cropped
 * @param start the value of the output's elements before a step writes them
 * @param steps in the order in which they are shown
 */
public record Walkthrough(
    Rule rule,
    Tensor input,
    Window image,
    Tensor output,
    Window kept,
    float start,
    List<Step> steps) {

  /**
   * @param read places of the input, the same in each channel
   * @param written places of the output
   * @param values the values of {@code written} after this step, (rows, columns)
   */
  public record Step(Window read, Window written, Tensor values) {}

  /** What a step computes from the elements that it reads. */
  public sealed interface Rule {
    /**
     * The sum of their products with the weights, plus the bias.
     *
     * @param weights (C, kh, kw)
     */
    record Convolution(ConvolutionParameters parameters, Tensor weights, float bias)
        implements Rule {}

    /**
     * Their products with the weights are added to the output so far, which is at first the bias.
     *
     * @param weights (C, kh, kw)
     */
    record TransposedConvolution(
        ConvolutionParameters parameters, Size outputPadding, Tensor weights, float bias)
        implements Rule {}

    /** Their maximum. */
    record Maximum(PoolingParameters windows) implements Rule {}

    /**
     * Their mean.
     *
     * @param divisor the divisor of the sum, or 0 for the number of elements that exist
     */
    record Mean(PoolingParameters windows, int divisor) implements Rule {}

    /**
     * Their p-norm.
     *
     * @param norm p, finite or not
     */
    record Norm(PoolingParameters windows, double norm) implements Rule {}

    /** The maximum, for windows that differ in size. */
    record AdaptiveMaximum() implements Rule {}

    /** The mean, for windows that differ in size. */
    record AdaptiveMean() implements Rule {}
  }

  /**
   * A convolution.
   *
   * @param src (C, H, W), the channels of the map's group
   * @param weights (C, kh, kw), the map's filter
   * @param map (H', W'), the result
   */
  public static Walkthrough ofConvolution(
      ConvolutionParameters p,
      Tensor src,
      Tensor weights,
      float bias,
      Tensor map,
      Compute compute) {
    Padding padding = p.padding();
    Shape shape = src.shape();
    Tensor padded =
        Tensor.zeros(
            shape.channels(),
            padding.top() + shape.height() + padding.bottom(),
            padding.left() + shape.width() + padding.right());
    Border.forward(padding, p.paddingMode(), src, padded.data(), compute);
    Window image = Window.dense(padding.top(), padding.left(), shape.height(), shape.width());
    List<Step> steps =
        steps(map, (y, x) -> window(y, x, Size.of(0), p.kernel(), p.stride(), p.dilation()));
    return new Walkthrough(
        new Rule.Convolution(p, weights, bias),
        padded,
        image,
        map,
        Window.all(map.shape()),
        0,
        steps);
  }

  /**
   * A transposed convolution, pixel by pixel. The output after some pixels is that of an image in
   * which all others are 0.
   *
   * @param src (C, H, W), the channels of the map's group
   * @param forward computes the whole output (H', W'), with nothing cropped, from (C, H, W)
   */
  public static Walkthrough ofTransposedConvolution(
      Rule.TransposedConvolution rule, Tensor src, UnaryOperator<Tensor> forward) {
    ConvolutionParameters p = rule.parameters();
    Shape shape = src.shape();
    Tensor seen = Tensor.zeros(shape);
    Tensor output = forward.apply(seen);
    List<Step> steps = new ArrayList<>();
    for (int y = 0; y < shape.height(); y++) {
      for (int x = 0; x < shape.width(); x++) {
        for (int c = 0; c < shape.channels(); c++) {
          seen.set(src.get(c, y, x), c, y, x);
        }
        output = forward.apply(seen);
        Window written = window(y, x, Size.of(0), p.kernel(), p.stride(), p.dilation());
        steps.add(new Step(Window.of(y, x), written, values(output, written)));
      }
    }
    Padding cut = p.padding();
    Window kept =
        Window.dense(
            cut.top(),
            cut.left(),
            output.shape().height() - cut.top() - cut.bottom(),
            output.shape().width() - cut.left() - cut.right());
    return new Walkthrough(rule, src, Window.all(shape), output, kept, rule.bias(), steps);
  }

  /**
   * A max pooling, whose padding counts as −∞.
   *
   * @param src (1, H, W)
   * @param map (H', W'), the result
   */
  public static Walkthrough ofMaximum(PoolingParameters p, Tensor src, Tensor map) {
    return ofPooling(new Rule.Maximum(p), p, p.padding(), Float.NEGATIVE_INFINITY, src, map);
  }

  /**
   * An average pooling.
   *
   * @param countIncludePad whether the zeros of the padding count
   * @param divisor the divisor of every sum, or 0 for the number of elements
   * @param src (1, H, W)
   * @param map (H', W'), the result
   */
  public static Walkthrough ofMean(
      PoolingParameters p, boolean countIncludePad, int divisor, Tensor src, Tensor map) {
    Size counted = countIncludePad ? p.padding() : Size.of(0);
    return ofPooling(new Rule.Mean(p, divisor), p, counted, 0, src, map);
  }

  /**
   * A pooling by p-norms.
   *
   * @param norm p, finite or not
   * @param src (1, H, W)
   * @param map (H', W'), the result
   */
  public static Walkthrough ofNorm(PoolingParameters p, double norm, Tensor src, Tensor map) {
    return ofPooling(new Rule.Norm(p, norm), p, p.padding(), 0, src, map);
  }

  /**
   * An adaptive max pooling.
   *
   * @param src (1, H, W)
   * @param map (H', W'), the result
   */
  public static Walkthrough ofAdaptiveMaximum(Tensor src, Tensor map) {
    return ofAdaptive(new Rule.AdaptiveMaximum(), src, map);
  }

  /**
   * An adaptive average pooling.
   *
   * @param src (1, H, W)
   * @param map (H', W'), the result
   */
  public static Walkthrough ofAdaptiveMean(Tensor src, Tensor map) {
    return ofAdaptive(new Rule.AdaptiveMean(), src, map);
  }

  private static Walkthrough ofAdaptive(Rule rule, Tensor src, Tensor map) {
    PoolingAxis rows = new PoolingAxis.Adaptive(src.shape().height(), map.shape().height());
    PoolingAxis columns = new PoolingAxis.Adaptive(src.shape().width(), map.shape().width());
    List<Step> steps =
        steps(
            map,
            (y, x) ->
                Window.dense(rows.start(y), columns.start(x), rows.padded(y), columns.padded(x)));
    return new Walkthrough(
        rule, src, Window.all(src.shape()), map, Window.all(map.shape()), 0, steps);
  }

  /**
   * @param counted the padding that counts
   * @param value its value
   */
  private static Walkthrough ofPooling(
      Rule rule, PoolingParameters p, Size counted, float value, Tensor src, Tensor map) {
    int height = src.shape().height();
    int width = src.shape().width();
    Window image = Window.dense(counted.height(), counted.width(), height, width);
    Tensor padded = Tensor.zeros(1, height + 2 * counted.height(), width + 2 * counted.width());
    padded.fill(value);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        padded.set(src.get(0, y, x), 0, image.row(y), image.column(x));
      }
    }
    Size outside =
        Size.of(p.padding().height() - counted.height(), p.padding().width() - counted.width());
    List<Step> steps =
        steps(map, (y, x) -> window(y, x, outside, p.kernel(), p.stride(), p.dilation()));
    return new Walkthrough(rule, padded, image, map, Window.all(map.shape()), 0, steps);
  }

  /** The window that an element of the output is computed from. */
  private interface Reading {
    Window of(int y, int x);
  }

  /** A step for each element of the result. */
  private static List<Step> steps(Tensor map, Reading reading) {
    List<Step> steps = new ArrayList<>();
    for (int y = 0; y < map.shape().height(); y++) {
      for (int x = 0; x < map.shape().width(); x++) {
        Window written = Window.of(y, x);
        steps.add(new Step(reading.of(y, x), written, values(map, written)));
      }
    }
    return List.copyOf(steps);
  }

  /**
   * @param before how far outside of the input the first window begins
   */
  private static Window window(int y, int x, Size before, Size kernel, Size stride, Size dilation) {
    return new Window(
        y * stride.height() - before.height(),
        x * stride.width() - before.width(),
        kernel.height(),
        kernel.width(),
        dilation.height(),
        dilation.width());
  }

  private static Tensor values(Tensor plane, Window window) {
    Tensor values = Tensor.zeros(window.rows(), window.columns());
    for (int i = 0; i < window.rows(); i++) {
      for (int j = 0; j < window.columns(); j++) {
        values.set(plane.get(window.row(i), window.column(j)), i, j);
      }
    }
    return values;
  }

  /** The places inside the input that a step reads, row by row. */
  public List<Window> places(Step step) {
    Window all = Window.all(input.shape());
    List<Window> places = new ArrayList<>();
    for (int i = 0; i < step.read().rows(); i++) {
      for (int j = 0; j < step.read().columns(); j++) {
        if (all.spans(step.read().row(i), step.read().column(j))) {
          places.add(Window.of(step.read().row(i), step.read().column(j)));
        }
      }
    }
    return places;
  }

  /** The value at a place of a channel. */
  public float at(int channel, Window place) {
    return input.get(channel, place.top(), place.left());
  }

  /**
   * The sum of the products of a channel with its weights in a step of a convolution.
   *
   * @param weights (C, kh, kw)
   */
  public float sum(Step step, Tensor weights, int channel) {
    double sum = 0;
    for (int i = 0; i < step.read().rows(); i++) {
      for (int j = 0; j < step.read().columns(); j++) {
        float value = input.get(channel, step.read().row(i), step.read().column(j));
        sum += (double) value * weights.get(channel, i, j);
      }
    }
    return (float) sum;
  }

  /**
   * The place in the image of a step's maximum, the first if there are several; empty if it is in
   * the padding only.
   */
  public Optional<Window> maximum(Step step) {
    float maximum = step.values().get(0, 0);
    return places(step).stream()
        .filter(place -> image.spans(place.top(), place.left()))
        .filter(place -> Float.compare(at(0, place) + 0f, maximum + 0f) == 0)
        .findFirst();
  }
}
