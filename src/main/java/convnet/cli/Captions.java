package convnet.cli;

import convnet.model.Formula;
import convnet.model.LayerSpec;
import convnet.op.ConvolutionParameters;
import convnet.op.Padding;
import convnet.op.PoolingParameters;
import convnet.op.Size;
import convnet.op.Walkthrough;
import convnet.op.Walkthrough.Rule;
import convnet.tensor.Shape;
import convnet.tensor.Window;
import java.util.ArrayList;
import java.util.List;

/** The caption below an animation: the parameters, and how the output size follows from them. */
final class Captions {
  private static final String SIZE = "(i + 2p − d(k − 1) − 1) / s + 1 = ";
  private static final String TRANSPOSED_SIZE = "(i − 1)s − 2p + d(k − 1) + op + 1 = ";
  private static final String OTHER_AXIS = "; width ";

  private Captions() {}

  /**
   * @param src the whole input, (1, C, H, W)
   */
  static List<String> of(Walkthrough walkthrough, Shape src) {
    return switch (walkthrough.rule()) {
      case Rule.Convolution rule -> {
        ConvolutionParameters p = rule.parameters();
        String mode = Words.of(p.paddingMode());
        String parameters =
            parameters(p.kernel(), p.stride(), p.padding(), mode, p.dilation(), src);
        LayerSpec layer = LayerSpec.Conv2d.of("", p.groups(), p);
        yield lines(parameters + bias(rule.bias()), sizes(SIZE, Formula.of(layer, src), src));
      }
      case Rule.TransposedConvolution rule -> {
        ConvolutionParameters p = rule.parameters();
        String parameters =
            parameters(p.kernel(), p.stride(), p.padding(), "cut off", p.dilation(), src);
        String added =
            rule.outputPadding().is(0)
                ? ""
                : ", output padding op = " + written(rule.outputPadding(), src.height() == 1);
        String formula = Formula.transposed(src, p, rule.outputPadding());
        yield lines(parameters + added + bias(rule.bias()), sizes(TRANSPOSED_SIZE, formula, src));
      }
      case Rule.Maximum rule -> pooling(rule.windows(), "−∞", "", src);
      case Rule.Mean rule -> {
        boolean counts = !walkthrough.image().equals(Window.all(walkthrough.input().shape()));
        String divisor = rule.divisor() == 0 ? "" : ", divisor " + rule.divisor();
        yield pooling(rule.windows(), counts ? "zeros" : "not counted", divisor, src);
      }
      case Rule.Norm rule ->
          pooling(rule.windows(), "zeros", ", norm " + written(rule.norm()), src);
      case Rule.AdaptiveMaximum _, Rule.AdaptiveMean _ ->
          List.of("window j of o along n: from j·n/o, rounded down, to (j + 1)·n/o, rounded up");
    };
  }

  private static List<String> pooling(PoolingParameters p, String mode, String divisor, Shape src) {
    Padding padding = Padding.of(p.padding().height(), p.padding().width());
    String parameters = parameters(p.kernel(), p.stride(), padding, mode, p.dilation(), src);
    String formula = Formula.of(new LayerSpec.MaxPool2d("", p), src);
    return lines(parameters + divisor, sizes(SIZE, formula, src));
  }

  private static List<String> lines(String first, List<String> others) {
    List<String> lines = new ArrayList<>();
    lines.add(first);
    lines.addAll(others);
    return lines;
  }

  private static String parameters(
      Size kernel, Size stride, Padding padding, String mode, Size dilation, Shape src) {
    boolean signal = isSignal(src, kernel, padding);
    return "kernel k = %s, stride s = %s, padding p = %s, dilation d = %s"
        .formatted(
            written(kernel, signal),
            written(stride, signal),
            written(padding, signal) + (padding.isNone() ? "" : " (" + mode + ")"),
            written(dilation, signal));
  }

  /** Whether input, kernel and padding have a single row, so that only the width matters. */
  private static boolean isSignal(Shape src, Size kernel, Padding padding) {
    return src.height() == 1 && kernel.height() == 1 && padding.top() + padding.bottom() == 0;
  }

  /** {@code 3}, or {@code 3×5}. */
  private static String written(Size size, boolean signal) {
    return signal ? Integer.toString(size.width()) : size.toString().replace('x', '×');
  }

  private static String written(Padding padding, boolean signal) {
    if (!signal) {
      return padding.toString().replace('x', '×');
    }
    int left = padding.left();
    int right = padding.right();
    return left == right ? Integer.toString(left) : "left %d, right %d".formatted(left, right);
  }

  private static String written(double norm) {
    String number = Double.toString(norm).replace("Infinity", "∞");
    return number.replace('E', 'e').replaceFirst("\\.0$", "").replace('-', '−');
  }

  private static String bias(float bias) {
    String number = Float.toString(bias).replace('E', 'e').replaceFirst("\\.0$", "");
    return bias == 0 ? "" : ", bias " + number.replace('-', '−');
  }

  /**
   * The output size worked out in numbers: a line that begins with the general formula, or, where
   * height and width differ, a line for each without it. For a signal, the width only.
   */
  private static List<String> sizes(String general, String formula, Shape src) {
    int other = formula.indexOf(OTHER_AXIS);
    if (other < 0) {
      return List.of(general + formula);
    }
    String width = formula.substring(other + OTHER_AXIS.length());
    String height = formula.substring(0, other);
    return src.height() == 1 && height.endsWith(" = 1")
        ? List.of(general + width)
        : List.of(height, "width " + width);
  }
}
