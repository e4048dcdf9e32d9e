package convnet.model;

import convnet.model.SizeSolution.Kind;
import convnet.op.WindowArithmetic;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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

  /** The search for exact windows alone ends once it has found this many. */
  private static final int MOST_EXACT = 20;

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

  /** Shows windows with one kernel to {@code goOn} until it returns false. */
  private interface Trial {
    void tryOut(int in, int out, int kernel, Reach reach, Predicate<Window> goOn);
  }

  /**
   * The windows that lead from {@code in} to {@code out}, the most common first. Unusual ones are
   * included only if the kernel is given: over all kernels there would be far too many. If the
   * search for all ends before the first exact one, exact ones are searched for by themselves.
   */
  List<Window> windows(int in, int out) {
    Set<Window> windows = search(in, out, this::tryAll, MOST);
    if (windows.stream().noneMatch(Window::exact)) {
      windows.addAll(search(in, out, this::tryExact, MOST_EXACT));
    }
    return List.copyOf(windows);
  }

  private Set<Window> search(int in, int out, Trial trial, int most) {
    Set<Window> windows = new TreeSet<>(Window.ORDER);
    Predicate<Window> collect =
        window -> {
          if (window.output == out) {
            windows.add(window);
          }
          return windows.size() < most;
        };
    int last = given.kernel.orElse(largestKernel(in, out));
    for (int kernel = given.kernel.orElse(leastKernel(in, out));
        kernel <= last && windows.size() < most;
        kernel++) {
      boolean none = windows.isEmpty();
      trial.tryOut(in, out, kernel, Reach.USUAL, collect);
      if (none && !windows.isEmpty()) {
        last = Math.min(last, kernel + LARGER_KERNELS);
      }
    }
    if (given.kernel.isPresent()) {
      trial.tryOut(in, out, given.kernel.getAsInt(), Reach.ALL, collect);
    }
    return windows;
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
            : (in - 1L + given.dilation) / ((long) out - (ceilMode ? 1 : 0) + given.dilation);
    return Math.clamp(least, 1, LARGEST_KERNEL);
  }

  /** The kernel that spans the whole image with any padding that is given. */
  private int largestKernel(int in, int out) {
    return Math.clamp(Math.max(in, out) + 2L * given.padding.orElse(0), 2, LARGEST_KERNEL);
  }

  /**
   * Shows {@code goOn} the windows whose output is near {@code out}, with all paddings and strides
   * within reach unless they are given, until it returns false.
   */
  private void tryAll(int in, int out, int kernel, Reach reach, Predicate<Window> goOn) {
    int last = lastPadding(kernel, reach);
    int most = lastStride(kernel, reach);
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
   * Shows {@code goOn} those of them that lead to {@code out} exactly. These fill the padded image
   * (transposed: the output) with the kernel's extent and a stride for each further window, so that
   * the stride tells the padding.
   */
  private void tryExact(int in, int out, int kernel, Reach reach, Predicate<Window> goOn) {
    boolean transposed = kind == Kind.CONV_TRANSPOSE;
    long strides = (transposed ? in : out) - 1L;
    long excess = WindowArithmetic.extent(kernel, given.dilation) - (transposed ? out : in);
    long fewest = 2L * given.padding.orElse(0);
    long most = 2L * lastPadding(kernel, reach);
    long enough = Math.ceilDiv(fewest - excess, Math.max(1, strides));
    int first = given.stride.orElse(Math.clamp(enough, 1, LARGEST_KERNEL));
    int last = strides == 0 ? first : lastStride(kernel, reach);
    if (strides % 2 == 0 && excess % 2 != 0) {
      return; // no stride makes the paddings of both sides alike
    }
    for (int stride = first; stride <= last && excess + strides * stride <= most; stride++) {
      long paddings = excess + strides * stride;
      boolean fits = paddings % 2 == 0 && paddings >= fewest;
      if (fits && !goOn.test(window(in, out, kernel, stride, (int) (paddings / 2)).orElseThrow())) {
        return;
      }
    }
  }

  /** The largest stride to try. */
  private int lastStride(int kernel, Reach reach) {
    return given.stride.orElse(reach == Reach.USUAL ? kernel : LARGEST_KERNEL);
  }

  /** The largest padding to try. */
  private int lastPadding(int kernel, Reach reach) {
    int last = given.padding.orElse(mostPadding(kernel, reach));
    return kind.isPooling() ? Math.min(last, kernel / 2) : last;
  }

  /**
   * The largest padding within reach: that of a convolution may exceed half of its kernel, that of
   * a pooling may not.
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
