package convnet.model;

import convnet.model.AxisSolver.Given;
import convnet.model.AxisSolver.Window;
import convnet.model.SizeSolution.Kind;
import convnet.op.ConvolutionParameters;
import convnet.op.Padding;
import convnet.op.PaddingMode;
import convnet.op.PoolingParameters;
import convnet.op.Size;
import convnet.op.filter.NamedKernel;
import convnet.tensor.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds layers that lead from one image size to another: their kernel, stride and padding. Paddings
 * are at most half of the kernel and strides at most the kernel, unless given; if the kernel is
 * given, solutions with larger ones follow. If there are exact ones, some of them are found.
 */
public final class SizeSolver {
  /** How many exact windows of each axis, and how many others, are combined with the other's. */
  private static final int COMBINED = 30;

  private final Shape input;
  private final Shape output;
  private final PartialLayer layer;

  private SizeSolver(Shape input, Shape output, PartialLayer layer) {
    this.input = input;
    this.output = output;
    this.layer = layer;
  }

  /**
   * The number of output channels that a word gives, or else that of the input.
   *
   * @param input {@code (C, H, W)}
   * @param word as for {@link #solve}
   * @throws IllegalArgumentException if the word is not understood
   */
  public static int outChannels(Shape input, Optional<String> word) {
    return word.map(PartialLayer::parse)
        .map(PartialLayer::outChannels)
        .orElse(OptionalInt.empty())
        .orElse(input.channels());
  }

  /**
   * The layers that lead from {@code input} to {@code output}, the most common of each kind first.
   *
   * @param input {@code (C, H, W)}
   * @param output {@code (C, H, W)}
   * @param word a layer with some values given and the rest open, such as {@code conv:k=11}; empty
   *     for any
   * @throws IllegalArgumentException if the word is not understood
   */
  public static List<SizeSolution> solve(Shape input, Shape output, Optional<String> word) {
    if (word.isPresent()) {
      return of(input, output, word.get()).solutions();
    }
    boolean larger = output.height() > input.height() || output.width() > input.width();
    List<SizeSolution> solutions = new ArrayList<>(of(input, output, "conv").solutions());
    if (output.channels() == input.channels()) {
      solutions.addAll(of(input, output, "maxpool").solutions(true));
    }
    if (larger) {
      solutions.addAll(of(input, output, "convtranspose").solutions());
    }
    return solutions;
  }

  /** Why {@link #solve} finds nothing, in one line. */
  public static String whyNothing(Shape input, Shape output, Optional<String> word) {
    return word.isPresent()
        ? of(input, output, word.get()).why(word.get())
        : "no single layer leads from %s to %s: a convolution makes both sides smaller, a transposed"
                .formatted(input, output)
            + " one both larger";
  }

  private static SizeSolver of(Shape input, Shape output, String word) {
    return new SizeSolver(input, output, PartialLayer.parse(word));
  }

  private List<SizeSolution> solutions() {
    Kind kind = layer.kind();
    int given = layer.outChannels().orElse(output.channels());
    if (given != output.channels()) {
      throw new IllegalArgumentException(
          "a layer of %d channels cannot lead to %s: leave one of them out"
              .formatted(given, output));
    }
    if (kind.isPooling() && output.channels() != input.channels()) {
      throw new IllegalArgumentException(
          "pooling keeps the number of channels: from %d it cannot lead to %d"
              .formatted(input.channels(), output.channels()));
    }
    List<SizeSolution> solutions = new ArrayList<>();
    if (!layer.ceilMode().orElse(false)) {
      solutions.addAll(solutions(false));
    }
    if (kind.isPooling() && layer.ceilMode().orElse(true)) {
      solutions.addAll(solutions(true));
    }
    return solutions;
  }

  /**
   * Exact solutions are listed with ceil mode only if it was asked for: they are the same without
   * it.
   */
  private List<SizeSolution> solutions(boolean ceilMode) {
    boolean all = !ceilMode || layer.ceilMode().isPresent();
    return windows(ceilMode).stream().filter(solution -> all || !solution.exact()).toList();
  }

  private List<SizeSolution> windows(boolean ceilMode) {
    Given vertical = layer.given(Size::height);
    Given horizontal = layer.given(Size::width);
    List<Window> heights =
        new AxisSolver(layer.kind(), ceilMode, vertical).windows(input.height(), output.height());
    boolean alike =
        input.height() == input.width()
            && output.height() == output.width()
            && vertical.equals(horizontal);
    if (alike) {
      return heights.stream().map(both -> solution(both, both, ceilMode)).toList();
    }
    List<Window> widths =
        new AxisSolver(layer.kind(), ceilMode, horizontal).windows(input.width(), output.width());
    return combined(heights, widths, ceilMode);
  }

  /**
   * Combines each window with each: usual pairs first, then exact ones, then those whose axes
   * differ least, then the smallest kernels.
   */
  private List<SizeSolution> combined(List<Window> heights, List<Window> widths, boolean ceilMode) {
    record Pair(Window height, Window width) {
      boolean isUsual() {
        return height.usual() && width.usual();
      }

      boolean isExact() {
        return height.exact() && width.exact();
      }

      boolean hasSquareKernel() {
        return height.kernel() == width.kernel();
      }

      int differences() {
        return (hasSquareKernel() ? 0 : 1)
            + (height.stride() == width.stride() ? 0 : 1)
            + (height.padding() == width.padding() ? 0 : 1);
      }

      int kernels() {
        return height.kernel() + width.kernel();
      }
    }
    List<Pair> pairs = first(heights).flatMap(h -> first(widths).map(w -> new Pair(h, w))).toList();
    // Only square kernels can be named on the command line: others are listed if none is as exact.
    List<Pair> squares =
        layer.kind() == Kind.CONV_TRANSPOSE
            ? pairs.stream().filter(Pair::hasSquareKernel).toList()
            : List.of();
    boolean exactSquare = squares.stream().anyMatch(Pair::isExact);
    return pairs.stream()
        .filter(
            pair -> squares.isEmpty() || pair.hasSquareKernel() || pair.isExact() && !exactSquare)
        .sorted(
            Comparator.comparing((Pair pair) -> !pair.isUsual())
                .thenComparing(pair -> !pair.isExact())
                .thenComparingInt(Pair::differences)
                .thenComparingInt(Pair::kernels))
        .map(pair -> solution(pair.height(), pair.width(), ceilMode))
        .toList();
  }

  private static Stream<Window> first(List<Window> windows) {
    return Stream.of(true, false)
        .flatMap(exact -> windows.stream().filter(w -> w.exact() == exact).limit(COMBINED));
  }

  private SizeSolution solution(Window height, Window width, boolean ceilMode) {
    Size kernel = Size.of(height.kernel(), width.kernel());
    Size stride = Size.of(height.stride(), width.stride());
    Size padding = Size.of(height.padding(), width.padding());
    Size outputPadding = Size.of(height.outputPadding(), width.outputPadding());
    Size dilation = layer.dilation();
    String word;
    String formula;
    if (layer.kind() == Kind.CONV_TRANSPOSE) {
      word = transposed(kernel, stride, padding, outputPadding);
      ConvolutionParameters p =
          new ConvolutionParameters(
              kernel,
              stride,
              Padding.of(padding.height(), padding.width()),
              dilation,
              1,
              PaddingMode.ZEROS);
      formula = Formula.transposed(input, p, outputPadding);
    } else {
      LayerSpec spec = spec(kernel, stride, padding, ceilMode);
      word = LayerWords.format(spec);
      formula = Formula.of(spec, input);
    }
    return new SizeSolution(
        layer.kind(),
        kernel,
        stride,
        padding,
        dilation,
        outputPadding,
        ceilMode,
        height.exact() && width.exact(),
        word,
        formula);
  }

  private LayerSpec spec(Size kernel, Size stride, Size padding, boolean ceilMode) {
    PoolingParameters pooling =
        new PoolingParameters(kernel, stride, Size.of(0), layer.dilation(), ceilMode);
    return switch (layer.kind()) {
      case MAX_POOL -> new LayerSpec.MaxPool2d("0", padded(pooling, padding));
      case AVG_POOL -> new LayerSpec.AvgPool2d("0", padded(pooling, padding), true, 0);
      case CONV, CONV_TRANSPOSE ->
          LayerSpec.Conv2d.of(
              "0",
              output.channels(),
              ConvolutionParameters.of(kernel)
                  .withStride(stride)
                  .withPadding(Padding.of(padding.height(), padding.width()))
                  .withDilation(layer.dilation()));
    };
  }

  private static PoolingParameters padded(PoolingParameters p, Size padding) {
    return new PoolingParameters(p.kernel(), p.stride(), padding, p.dilation(), p.ceilMode());
  }

  /**
   * A transposed convolution as options of {@code convnet convolve}, with a kernel of ones; as a
   * PyTorch constructor if no such kernel can be named or the number of channels changes.
   */
  private String transposed(Size kernel, Size stride, Size padding, Size outputPadding) {
    int outChannels = output.channels();
    boolean named = kernel.height() == kernel.width() && kernel.height() <= NamedKernel.LARGEST;
    if (!named || outChannels != input.channels()) {
      List<String> arguments = new ArrayList<>();
      arguments.add("nn.ConvTranspose2d(" + input.channels());
      arguments.add(Integer.toString(outChannels));
      arguments.add(inPython(kernel));
      addUnless(Size.of(1), "stride", stride, arguments);
      addUnless(Size.of(0), "padding", padding, arguments);
      addUnless(Size.of(0), "output_padding", outputPadding, arguments);
      addUnless(Size.of(1), "dilation", layer.dilation(), arguments);
      return String.join(", ", arguments) + ")";
    }
    String options = "--transpose -k box:%s -s %s -p %s".formatted(kernel, stride, padding);
    if (!layer.dilation().is(1)) {
      options += " -d " + layer.dilation();
    }
    if (!outputPadding.is(0)) {
      options += " --output-padding " + outputPadding;
    }
    return options;
  }

  private static void addUnless(Size usual, String name, Size size, List<String> arguments) {
    if (!size.equals(usual)) {
      arguments.add(name + "=" + inPython(size));
    }
  }

  private static String inPython(Size size) {
    return size.height() == size.width()
        ? Integer.toString(size.height())
        : "(" + size.height() + ", " + size.width() + ")";
  }

  /** Why there is no solution, in one line. */
  private String why(String word) {
    AxisSolver vertical =
        new AxisSolver(layer.kind(), layer.ceilMode().orElse(false), layer.given(Size::height));
    AxisSolver horizontal =
        new AxisSolver(layer.kind(), layer.ceilMode().orElse(false), layer.given(Size::width));
    boolean height = vertical.windows(input.height(), output.height()).isEmpty();
    int in = height ? input.height() : input.width();
    int out = height ? output.height() : output.width();
    String nearest =
        (height ? vertical : horizontal)
            .nearest(in, out).stream()
                .map(
                    w ->
                        "%d (k=%d, s=%d, p=%d)"
                            .formatted(w.output(), w.kernel(), w.stride(), w.padding()))
                .collect(Collectors.joining(" and "));
    boolean morePadding =
        out > in && layer.kind() == SizeSolution.Kind.CONV && layer.padding().isEmpty();
    return "no %s%s leads from %d to %d: %s"
        .formatted(
            word,
            morePadding ? " with a padding below its kernel's size" : "",
            in,
            out,
            nearest.isEmpty() ? whyNoWindow() : "nearest: " + nearest);
  }

  private String whyNoWindow() {
    boolean outside =
        layer.kind().isPooling()
            && layer.kernel().isPresent()
            && layer.padding().isPresent()
            && (2 * layer.padding().get().height() > layer.kernel().get().height()
                || 2 * layer.padding().get().width() > layer.kernel().get().width());
    return outside
        ? "its padding is more than half of its kernel"
        : "its window does not fit the input";
  }
}
