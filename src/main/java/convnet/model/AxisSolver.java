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
 * Finds the windows that lead along one axis from a size to another: the arithmetic of sizes, read
 * backwards by trying.
 *
 * @param kind what the windows are of
 * @param ceilMode whether their number is rounded up
 * @param given what is fixed already
 */
record AxisSolver(Kind kind, boolean ceilMode, Given given) {
  private static final int LARGEST_KERNEL = 32_767;

  /** Kernels that are so much larger than the smallest that does it are tried too. */
  private static final int LARGER_KERNELS = 16;

  /** So many windows are enough. */
  private static final int MOST = 200;

  /** What is fixed along this axis; the dilation always is. */
  record Given(OptionalInt kernel, OptionalInt stride, OptionalInt padding, int dilation) {}

  /** Which windows are tried, where stride and padding are not given. */
  private enum Reach {
    /** Strides up to the kernel, and paddings up to half of what it spans. */
    USUAL,
    /** Whatever there is: strides that leave pixels out, paddings of all but one tap. */
    ALL
  }

  /**
   * A window and the size that it leads to.
   *
   * @param outputPadding of a transposed convolution, else 0
   * @param exact whether nothing had to be rounded, and no output padding was needed
   * @param usual whether its stride and padding are of the sizes that layers have, or were given
   */
  record Window(
      int kernel,
      int stride,
      int padding,
      int outputPadding,
      int output,
      boolean exact,
      boolean usual) {

    /** What is usual, then what is exact, then the smallest kernels first. */
    static final Comparator<Window> ORDER =
        Comparator.comparing((Window w) -> !w.usual)
            .thenComparing(w -> !w.exact)
            .thenComparingInt(Window::kernel)
            .thenComparingInt(Window::stride)
            .thenComparingInt(Window::padding);
  }

  /**
   * The windows that lead from {@code in} to {@code out}, the commonest first. Unusual ones are
   * among them only where the kernel is given: with any kernel, they would be without number.
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

  /** The window over all of the input, however many smaller ones lead to one number too. */
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
   * What leads to the largest size below {@code out} and what to the smallest above it, with the
   * kernel that is given or else a small one: something to say where there is no window.
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

  /** The smallest kernel that such a padding may go with. */
  private int leastKernelRound(int padding) {
    return kind.isPooling() ? Math.max(1, 2 * padding) : 1;
  }

  private static boolean isBeyond(int size, int out, NavigableMap<Integer, Window> sizes) {
    Integer below = sizes.lowerKey(out);
    Integer above = sizes.higherKey(out);
    return below != null && size < below || above != null && size > above;
  }

  /**
   * Smaller ones cannot do it, their stride being no larger than they are: {@code out} windows of
   * them do not cover the input, or {@code in} of them the output.
   */
  private int leastKernel(int in, int out) {
    boolean transposed = kind == Kind.CONV_TRANSPOSE;
    boolean hopeless = !transposed && out > in + 1 && given.padding.isEmpty();
    if (hopeless) {
      return Integer.MAX_VALUE; // half a kernel of padding adds one window at most
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
   * Tries the paddings and strides within reach, where they are not given, those that come near to
   * {@code out}, as long as {@code goOn} says so.
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

  /** A convolution may have more padding than half of its kernel, a pooling may not. */
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

  /** The last stride that may lead beyond {@code out}, or the first that leads to it. */
  private int leastStride(int in, int out, int kernel, int padding) {
    long extent = WindowArithmetic.extent(kernel, given.dilation);
    long room = in + 2L * padding - extent;
    long stride;
    if (kind == Kind.CONV_TRANSPOSE) {
      stride = (out + 2L * padding - extent) / in;
    } else if (ceilMode) {
      // Either it comes out so, or one window more would start beyond the input.
      stride = Math.min(room / Math.max(1, out - 1), ((long) in + padding) / out);
    } else {
      stride = room / out;
    }
    return Math.clamp(stride, 1, LARGEST_KERNEL);
  }

  /** Whether larger strides lead further away from {@code out}, or nowhere else. */
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
