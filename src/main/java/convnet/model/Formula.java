package convnet.model;

import convnet.op.ConvolutionParameters;
import convnet.op.PoolingParameters;
import convnet.op.Size;
import convnet.tensor.Shape;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The calculation of a layer's output size, written out in numbers: {@code (224 + 2·2 − 1·(11 − 1)
 * − 1) / 4 + 1 = 55.25 → 55}.
 */
public final class Formula {
  private Formula() {}

  /**
   * The calculation for a layer in one line, for height and width separately where they differ;
   * empty for layers that never change the shape. For a block, the sum that it computes.
   *
   * @param in an input that the layer accepts
   */
  public static String of(LayerSpec layer, Shape in) {
    return switch (layer) {
      case LayerSpec.Conv2d conv -> windows(conv.convolution(), in);
      case LayerSpec.MaxPool2d pool -> windows(pool.pooling(), in);
      case LayerSpec.AvgPool2d pool -> windows(pool.pooling(), in);
      case LayerSpec.AdaptiveAvgPool2d pool -> adaptive(pool.output(), in);
      case LayerSpec.Linear linear -> "out_features = " + linear.outFeatures();
      case LayerSpec.Flatten _ ->
          Arrays.stream(in.dims()).mapToObj(Integer::toString).collect(Collectors.joining("·"))
              + " = "
              + in.size();
      case LayerSpec.ReLU _,
          LayerSpec.Dropout _,
          LayerSpec.LocalResponseNorm _,
          LayerSpec.BatchNorm2d _ ->
          "";
      case LayerSpec.Residual block -> {
        String sum = "body + " + (block.shortcut().isEmpty() ? "input" : "shortcut");
        yield block.relu() ? "max(" + sum + ", 0)" : sum;
      }
    };
  }

  private static String windows(ConvolutionParameters c, Shape in) {
    Axis height =
        new Axis(
            in.height(),
            c.padding().top(),
            c.padding().bottom(),
            c.kernel().height(),
            c.dilation().height(),
            c.stride().height(),
            c.outputHeight(in.height()));
    Axis width =
        new Axis(
            in.width(),
            c.padding().left(),
            c.padding().right(),
            c.kernel().width(),
            c.dilation().width(),
            c.stride().width(),
            c.outputWidth(in.width()));
    return both(height, width, false);
  }

  private static String windows(PoolingParameters p, Shape in) {
    Axis height =
        new Axis(
            in.height(),
            p.padding().height(),
            p.padding().height(),
            p.kernel().height(),
            p.dilation().height(),
            p.stride().height(),
            p.outputHeight(in.height()));
    Axis width =
        new Axis(
            in.width(),
            p.padding().width(),
            p.padding().width(),
            p.kernel().width(),
            p.dilation().width(),
            p.stride().width(),
            p.outputWidth(in.width()));
    return both(height, width, p.ceilMode());
  }

  /**
   * The calculation for a transposed convolution in one line: {@code (112 − 1)·2 − 2·1 + 1·(4 − 1)
   * + 0 + 1 = 224}.
   *
   * @param in {@code (C, H, W)}
   * @param outputPadding what is added below and to the right of the output
   */
  public static String transposed(Shape in, ConvolutionParameters p, Size outputPadding) {
    String height =
        transposed(
            in.height(),
            p.kernel().height(),
            p.stride().height(),
            p.padding().top(),
            p.padding().bottom(),
            p.dilation().height(),
            outputPadding.height());
    String width =
        transposed(
            in.width(),
            p.kernel().width(),
            p.stride().width(),
            p.padding().left(),
            p.padding().right(),
            p.dilation().width(),
            outputPadding.width());
    return height.equals(width) ? height : "height " + height + "; width " + width;
  }

  private static String transposed(
      int in, int kernel, int stride, int before, int after, int dilation, int added) {
    long out = (in - 1L) * stride - before - after + dilation * (kernel - 1L) + added + 1;
    return "(%d − 1)·%d − %s + %d·(%d − 1) + %d + 1 = %d"
        .formatted(
            in,
            stride,
            before == after ? "2·" + before : before + " − " + after,
            dilation,
            kernel,
            added,
            out);
  }

  private static String adaptive(Size out, Shape in) {
    boolean alike = in.height() == in.width() && out.height() == out.width();
    return "output_size = %s: ".formatted(out)
        + (alike
            ? adaptive(out.height(), in.height())
            : "height, %s; width, %s"
                .formatted(adaptive(out.height(), in.height()), adaptive(out.width(), in.width())));
  }

  private static String adaptive(int out, int in) {
    return "window i from ⌊i·%d / %d⌋ to ⌈(i + 1)·%1$d / %2$d⌉".formatted(in, out);
  }

  private static String both(Axis height, Axis width, boolean ceil) {
    return height.equals(width)
        ? height.worked(ceil)
        : "height " + height.worked(ceil) + "; width " + width.worked(ceil);
  }

  /** The numbers along one axis; {@code out} is the output size. */
  private record Axis(
      int in, int before, int after, int kernel, int dilation, int stride, int out) {

    private String worked(boolean ceil) {
      String padding = before == after ? "2·" + before : before + " + " + after;
      return "(%d + %s − %d·(%d − 1) − 1) / %d + 1 = %s"
          .formatted(in, padding, dilation, kernel, stride, result(ceil));
    }

    private String result(boolean ceil) {
      int room = in + before + after - dilation * (kernel - 1) - 1;
      if (room % stride == 0) {
        return Integer.toString(out);
      }
      int rounded = (ceil ? Math.ceilDiv(room, stride) : Math.floorDiv(room, stride)) + 1;
      String quotient = decimal(room + stride, stride) + " → " + rounded;
      if (!ceil) {
        return quotient;
      }
      return out == rounded
          ? quotient + " (ceil_mode)"
          : quotient + " (ceil_mode), the last would start beyond the input → " + out;
    }

    /** All digits if there are at most four after the point, else two and an ellipsis. */
    private static String decimal(int numerator, int denominator) {
      BigDecimal quotient =
          new BigDecimal(numerator).divide(new BigDecimal(denominator), MathContext.DECIMAL64);
      BigDecimal exact = quotient.stripTrailingZeros();
      return exact.scale() <= 4
          ? exact.toPlainString()
          : quotient.setScale(2, RoundingMode.FLOOR).toPlainString() + "…";
    }
  }
}
