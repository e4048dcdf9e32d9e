package convnet.model;

import convnet.model.SizeSolution.Kind;
import convnet.op.WindowArithmetic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Finds the windows (kernel, stride, padding) that lead from one size to another along one axis:
 * inverts the arithmetic of output sizes by trial.
 *
 * @param kind the kind of layer
 * @param ceilMode whether the number of windows is rounded up
 * @param given the values that are given
 */
record AxisSolver(Kind kind, boolean ceilMode, Given given) {
  private static final int LARGEST_KERNEL = 32_767;

  /** Kernels up to this much larger than the smallest one that works are tried too. */
  private static final int LARGER_KERNELS = 16;

  /** The search ends once it has found this many windows. */
  private static final int MOST = 200;

  /** The values that are given along this axis; the dilation always is. */
  record Given(OptionalInt kernel, OptionalInt stride, OptionalInt padding, int dilation) {}

  /** Which strides and paddings are tried where they are not given. */
  private enum Reach {
    /** Strides up to the kernel, and paddings up to half of its extent (dilation included). */
    USUAL,
    /**
     * All, including strides that skip pixels and paddings of up to the extent less one; a
     * pooling's padding never exceeds half of its kernel.
     */
    ALL
  }

  /**
   * A window and the size that it leads to.
   *
   * @param outputPadding that of a transposed convolution, else 0
   * @param exact whether nothing had to be rounded, and no output padding was needed
   * @param usual whether its stride and padding are each within {@code Reach.USUAL} or given
   */
  record Window(
      int kernel,
      int stride,
      int padding,
      int outputPadding,
      int output,
      boolean exact,
      boolean usual) {

    /** Usual windows first, then exact ones, then the smallest kernel, stride and padding. */
    static final Comparator<Window> ORDER =
        Comparator.comparing((Window w) -> !w.usual)
            .thenComparing(w -> !w.exact)
            .thenComparingInt(Window::kernel)
            .thenComparingInt(Window::stride)
            .thenComparingInt(Window::padding);
  }

  /**
   * The windows that lead from {@code in} to {@code out}, the most common first. Unusual ones are
   * included only if the kernel is given: over all kernels there would be far too many.
   */
  List<Window> windows(int in, int out) {
    List<Window> windows = new ArrayList<>();
    int last = given.kernel.orElse(Math.min(LARGEST_KERNEL, Math.max(2, Math.max(in, out))));
    for (int kernel = given.kernel.orElse(leastKernel(in, out));
        kernel <= last && windows.size() < MOST;
        kernel++) {
      boolean none = windows.isEmpty();
      tryAll(
          in,
          out,
          kernel,
          Reach.USUAL,
          window -> {
            if (window.output == out) {
              windows.add(window);
            }
            return windows.size() < MOST;
          });
      if (none && !windows.isEmpty()) {
        last = Math.min(last, kernel + LARGER_KERNELS);
      }
    }
    if (given.kernel.isEmpty() && out == 1 && kind != Kind.CONV_TRANSPOSE) {
      addWholeInput(in, windows);
    }
    if (given.kernel.isPresent()) {
      tryAll(
          in,
          out,
          given.kernel.getAsInt(),
          Reach.ALL,
          window -> {
            if (window.output == out && !window.usual) {
              windows.add(window);
            }
            return windows.size() < MOST;
          });
    }
    return windows.stream().sorted(Window.ORDER).toList();
  }

  /**
   * Adds the window over the whole input. The search may end before it, as many smaller windows
   * lead to an output of 1 too.
   */
  private void addWholeInput(int in, List<Window> windows) {
    int kernel = (in - 1) / given.dilation + 1;
    int padding = given.padding.orElse(0);
    boolean fits = !kind.isPooling() || padding <= kernel / 2;
    if (fits && kernel <= LARGEST_KERNEL && windows.stream().noneMatch(w -> w.kernel == kernel)) {
      window(in, 1, kernel, given.stride.orElse(1), padding)
          .filter(window -> window.output == 1)
          .ifPresent(windows::add);
    }
  }

  /**
   * The windows that lead to the largest size below {@code out} and to the smallest above it, with
   * the given kernel or else a small one: a hint for when no window leads to {@code out}.
   */
  List<Window> nearest(int in, int out) {
    NavigableMap<Integer, Window> nearest = new TreeMap<>();
    int first = given.kernel.orElse(leastKernelRound(given.padding.orElse(0)));
    int last = given.kernel.orElse(first + LARGER_KERNELS - 1);
    for (int kernel = first; kernel <= last; kernel++) {
      tryAll(
          in,
          out,
          kernel,
          given.kernel.isPresent() ? Reach.ALL : Reach.USUAL,
          window -> {
            nearest.putIfAbsent(window.output, window);
            nearest.keySet().removeIf(size -> isBeyond(size, out, nearest));
            return true;
          });
    }
    return List.copyOf(nearest.values());
  }

  /** The smallest kernel that this padding is allowed with. */
  private int leastKernelRound(int padding) {
    return kind.isPooling() ? Math.max(1, 2 * padding) : 1;
  }

  private static boolean isBeyond(int size, int out, NavigableMap<Integer, Window> sizes) {
    Integer below = sizes.lowerKey(out);
    Integer above = sizes.higherKey(out);
    return below != null && size < below || above != null && size > above;
  }

  /**
   * A lower bound for the kernel: with a stride of at most the kernel, {@code out} windows of a
   * smaller one cannot cover the input (transposed: {@code in} windows the output). It is 1 if the
   * stride is given, and {@code Integer.MAX_VALUE} if no kernel leads to {@code out}.
   */
  private int leastKernel(int in, int out) {
    boolean transposed = kind == Kind.CONV_TRANSPOSE;
    boolean hopeless = !transposed && out > in + 1 && given.padding.isEmpty();
    if (hopeless) {
      return Integer.MAX_VALUE; // padding by half a kernel adds one window at most
    }
    if (given.stride.isPresent()) {
      return 1;
    }
    long least =
        transposed
            ? out / ((long) in + given.dilation)
            : (in - 1L + given.dilation) / ((long) out + given.dilation);
    return Math.clamp(least, 1, LARGEST_KERNEL);
  }

  /**
   * Shows {@code goOn} the windows whose output is near {@code out}, with all paddings and strides
   * within reach unless they are given, until it returns false.
   */
  private void tryAll(int in, int out, int kernel, Reach reach, Predicate<Window> goOn) {
    int last = given.padding.orElse(mostPadding(kernel, reach));
    if (kind.isPooling()) {
      last = Math.min(last, kernel / 2);
    }
    int most = given.stride.orElse(reach == Reach.USUAL ? kernel : LARGEST_KERNEL);
    for (int padding = given.padding.orElse(0); padding <= last; padding++) {
      int least = Math.min(most, leastStride(in, out, kernel, padding));
      for (int stride = given.stride.orElse(least); stride <= most; stride++) {
        Optional<Window> window = window(in, out, kernel, stride, padding);
        if (window.isPresent() && !goOn.test(window.get())) {
          return;
        }
        boolean fits = window.isPresent() || kind == Kind.CONV_TRANSPOSE;
        if (!fits || window.isPresent() && isPast(window.get(), in, out)) {
          break;
        }
      }
    }
  }

  /**
   * The largest padding to try: that of a convolution may exceed half of its kernel, that of a
   * pooling may not.
   */
  private int mostPadding(int kernel, Reach reach) {
    if (kind.isPooling()) {
      return kernel / 2;
    }
    long extent = WindowArithmetic.extent(kernel, given.dilation);
    return Math.clamp(reach == Reach.USUAL ? extent / 2 : extent - 1, 0, LARGEST_KERNEL);
  }

  private boolean isUsual(int kernel, int stride, int padding) {
    return (given.stride.isPresent() || stride <= kernel)
        && (given.padding.isPresent() || padding <= mostPadding(kernel, Reach.USUAL));
  }

  /** The stride to start from: smaller ones lead no nearer to {@code out}, output padding apart. */
  private int leastStride(int in, int out, int kernel, int padding) {
    long extent = WindowArithmetic.extent(kernel, given.dilation);
    long room = in + 2L * padding - extent;
    long stride;
    if (kind == Kind.CONV_TRANSPOSE) {
      stride = (out + 2L * padding - extent) / in;
    } else if (ceilMode) {
      // Either the quotient is rounded up to this, or one window more would start beyond the input.
      stride = Math.min(room / Math.max(1, out - 1), ((long) in + padding) / out);
    } else {
      stride = room / out;
    }
    return Math.clamp(stride, 1, LARGEST_KERNEL);
  }

  /** Whether larger strides lead further away from {@code out}, or to the same size. */
  private boolean isPast(Window window, int in, int out) {
    return kind == Kind.CONV_TRANSPOSE
        ? window.output > out || in == 1 && window.output == out
        : window.output < out || window.output == 1;
  }

  private Optional<Window> window(int in, int out, int kernel, int stride, int padding) {
    long extent = WindowArithmetic.extent(kernel, given.dilation);
    boolean usual = isUsual(kernel, stride, padding);
    if (kind == Kind.CONV_TRANSPOSE) {
      long least = (in - 1L) * stride - 2L * padding + extent;
      long output = Math.clamp(out, least, least + Math.max(stride, given.dilation) - 1);
      int more = (int) (output - least);
      return output < 1 || output > Integer.MAX_VALUE
          ? Optional.empty()
          : Optional.of(new Window(kernel, stride, padding, more, (int) output, more == 0, usual));
    }
    long room = in + 2L * padding - extent;
    if (room < 0) {
      return Optional.empty();
    }
    int output =
        ceilMode
            ? WindowArithmetic.outputSizeCeil(in, padding, kernel, given.dilation, stride)
            : WindowArithmetic.outputSize(in, 2 * padding, kernel, given.dilation, stride);
    return Optional.of(new Window(kernel, stride, padding, 0, output, room % stride == 0, usual));
  }
}
