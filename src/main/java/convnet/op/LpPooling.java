package convnet.op;

import convnet.kernel.Compute;
import convnet.kernel.Scratch;
import convnet.tensor.Tensor;
import java.util.Arrays;

/**
 * The p-norm of each window, channel by channel, as {@code torch.nn.LPPool2d}: {@code (Σ
 * x^p)^(1/p)}, without absolute values. So signs count if p is odd, and the root of a negative sum
 * is NaN. PyTorch computes {@code (k · mean(x^p))^(1/p)}, where k is the size of a whole window.
 * The difference shows where a window in ceil mode overhangs: the mean of its elements stands in
 * for the missing ones.
 *
 * <p>The norms inf and −inf are the largest and the smallest of the absolute values.
 *
 * <p>Windows are dense and without padding: only the kernel, stride and ceil mode of the parameters
 * matter.
 */
public final class LpPooling {
  private LpPooling() {}

  /**
   * @param norm p, neither 0 nor NaN
   * @param src (N, C, H, W)
   * @param dst (N, C, H', W'), written
   */
  public static void forward(
      PoolingParameters p, double norm, Tensor src, Tensor dst, Compute compute) {
    int width = src.shape().width();
    int outHeight = dst.shape().height();
    int outWidth = dst.shape().width();
    Norm windows = Norm.of(p, norm, src);
    Bands.run(
        dst.size() / (outHeight * outWidth),
        outHeight,
        compute.parallel(),
        (plane, from, to, worker) -> {
          int srcPlane = src.offset() + plane * src.shape().height() * width;
          for (int y = from; y < to; y++) {
            int at = dst.offset() + (plane * outHeight + y) * outWidth;
            windows.row(srcPlane, y, dst.data(), at, outWidth, worker, compute);
            for (int x = 0; x < outWidth; x++) {
              dst.data()[at + x] = windows.root(dst.data()[at + x], y, x);
            }
          }
        });
  }

  /**
   * Applies the chain rule factor by factor as PyTorch does; a window whose sum is 0 has no
   * gradient.
   *
   * @param norm p, neither 0 nor NaN
   * @param src (N, C, H, W)
   * @param diffDst (N, C, H', W')
   * @param diffSrc (N, C, H, W), overwritten
   */
  public static void backward(
      PoolingParameters p,
      double norm,
      Tensor src,
      Tensor diffDst,
      Tensor diffSrc,
      Compute compute) {
    int inPlane = src.shape().height() * src.shape().width();
    int outHeight = diffDst.shape().height();
    int outWidth = diffDst.shape().width();
    Norm windows = Norm.of(p, norm, src);
    compute
        .parallel()
        .run(
            diffDst.size() / (outHeight * outWidth),
            (plane, worker) -> {
              int srcPlane = src.offset() + plane * inPlane;
              int to = diffSrc.offset() + plane * inPlane;
              Arrays.fill(diffSrc.data(), to, to + inPlane, 0);
              float[] row = compute.scratch().floats(Scratch.Purpose.WINDOWS, worker, outWidth);
              for (int y = 0; y < outHeight; y++) {
                int from = diffDst.offset() + (plane * outHeight + y) * outWidth;
                windows.row(srcPlane, y, row, 0, outWidth, worker, compute);
                for (int x = 0; x < outWidth; x++) {
                  windows.back(diffDst.data()[from + x], row[x], srcPlane, y, x, diffSrc, to);
                }
              }
              for (int i = 0; i < inPlane; i++) {
                diffSrc.data()[to + i] =
                    windows.backFromPower(diffSrc.data()[to + i], src.data()[srcPlane + i]);
              }
            });
  }

  /**
   * The windows over an image with one kind of norm: how each element is mapped, how a window
   * accumulates the mapped elements, and what the result is.
   */
  private sealed interface Norm {
    static Norm of(PoolingParameters p, double norm, Tensor src) {
      return Double.isInfinite(norm) ? Extreme.of(p, norm > 0, src) : PowerMean.of(p, norm, src);
    }

    PoolingParameters p();

    Tensor src();

    PoolingAxis rows();

    /** How a window accumulates mapped elements, starting from {@link #start}. */
    WindowTaps.Tap tap();

    float start();

    /** Maps an element to what a window accumulates. */
    float raised(float x);

    /** The norm of window (y, x) from what it has accumulated. */
    float root(float gathered, int y, int x);

    /** Adds one window's gradient to the gradients of its mapped elements. */
    void back(
        float gradient, float gathered, int srcPlane, int y, int x, Tensor diffSrc, int plane);

    /** The gradient of an element from that of the mapped element. */
    float backFromPower(float gradient, float x);

    /** −1, 0 or 1; 0 for NaN, as in PyTorch. */
    static float sign(float x) {
      return x > 0 ? 1 : x < 0 ? -1 : 0;
    }

    /** Accumulates each window of row {@code y} of the output. */
    default void row(
        int srcPlane, int y, float[] dst, int at, int outWidth, int worker, Compute compute) {
      int width = src().shape().width();
      float[] raised = compute.scratch().floats(Scratch.Purpose.ROW, worker, width);
      Arrays.fill(dst, at, at + outWidth, start());
      for (int i = rows().start(y); i < rows().end(y); i++) {
        for (int j = 0; j < width; j++) {
          raised[j] = raised(src().data()[srcPlane + i * width + j]);
        }
        WindowTaps.row(tap(), p(), raised, 0, width, dst, at, outWidth);
      }
    }
  }

  /** A finite norm. */
  private record PowerMean(
      PoolingParameters p,
      Tensor src,
      AveragePooling.Divisors divisors,
      float window,
      Power power,
      Power root,
      Power slope,
      Power rootSlope)
      implements Norm {

    static PowerMean of(PoolingParameters p, double norm, Tensor src) {
      return new PowerMean(
          p,
          src,
          AveragePooling.Divisors.of(p, true, 0, src.shape()),
          (long) p.kernel().height() * p.kernel().width(),
          Power.of(norm),
          Power.of(1 / norm),
          Power.of(norm - 1),
          Power.of(1 / norm - 1));
    }

    @Override
    public PoolingAxis rows() {
      return divisors.rows();
    }

    @Override
    public WindowTaps.Tap tap() {
      return WindowTaps.SUM;
    }

    @Override
    public float start() {
      return 0;
    }

    @Override
    public float raised(float x) {
      return power.of(x);
    }

    @Override
    public float root(float gathered, int y, int x) {
      return root.of(gathered / divisors.of(y, x) * window);
    }

    /**
     * PyTorch computes {@code (sign(mean) · relu(|mean|) · k)^(1/p)}; this goes back factor by
     * factor.
     */
    @Override
    public void back(
        float gradient, float gathered, int srcPlane, int y, int x, Tensor diffSrc, int plane) {
      float mean = gathered / divisors.of(y, x);
      float sign = Norm.sign(mean);
      float ofRoot = gradient * (root.exponent() * rootSlope.of(mean * window));
      float ofSize = ofRoot * window * sign;
      float ofMean = (mean == 0 ? 0 : ofSize) * sign;
      AveragePooling.spread(
          ofMean / divisors.of(y, x), rows(), y, divisors.columns(), x, diffSrc, plane);
    }

    @Override
    public float backFromPower(float gradient, float x) {
      return gradient * (power.exponent() * slope.of(x));
    }
  }

  /** The norms inf, the largest of the absolute values, and −inf, the smallest. */
  private record Extreme(
      PoolingParameters p, Tensor src, PoolingAxis rows, PoolingAxis columns, float direction)
      implements Norm {

    static Extreme of(PoolingParameters p, boolean largest, Tensor src) {
      return new Extreme(
          p,
          src,
          PoolingAxis.rows(p, src.shape()),
          PoolingAxis.columns(p, src.shape()),
          largest ? 1 : -1);
    }

    @Override
    public WindowTaps.Tap tap() {
      return WindowTaps.LARGER;
    }

    @Override
    public float start() {
      return Float.NEGATIVE_INFINITY;
    }

    @Override
    public float raised(float x) {
      return Math.abs(x) * direction;
    }

    @Override
    public float root(float gathered, int y, int x) {
      return gathered * direction;
    }

    /** Adds the gradient at the extreme element: the first of equals, but the last NaN. */
    @Override
    public void back(
        float gradient, float gathered, int srcPlane, int y, int x, Tensor diffSrc, int plane) {
      int width = src.shape().width();
      int place = rows.start(y) * width + columns.start(x);
      float most = Float.NEGATIVE_INFINITY;
      for (int i = rows.start(y); i < rows.end(y); i++) {
        for (int j = columns.start(x); j < columns.end(x); j++) {
          float value = raised(src.data()[srcPlane + i * width + j]);
          if (value > most || Float.isNaN(value)) {
            most = value;
            place = i * width + j;
          }
        }
      }
      diffSrc.data()[plane + place] += gradient;
    }

    @Override
    public float backFromPower(float gradient, float x) {
      return gradient * Norm.sign(x);
    }
  }
}
