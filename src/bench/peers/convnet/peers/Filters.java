package convnet.peers;

import static org.bytedeco.opencv.global.opencv_core.BORDER_REPLICATE;
import static org.bytedeco.opencv.global.opencv_core.CV_32F;
import static org.bytedeco.opencv.global.opencv_core.CV_32FC3;
import static org.bytedeco.opencv.global.opencv_core.setNumThreads;
import static org.bytedeco.opencv.global.opencv_imgproc.GaussianBlur;
import static org.bytedeco.opencv.global.opencv_imgproc.filter2D;
import static org.bytedeco.opencv.global.opencv_imgproc.getGaussianKernel;
import static org.bytedeco.opencv.global.opencv_imgproc.sepFilter2D;

import com.sun.management.OperatingSystemMXBean;
import convnet.kernel.Compute;
import convnet.op.PaddingMode;
import convnet.op.Size;
import convnet.op.filter.Filter;
import convnet.op.filter.FilterParameters;
import convnet.op.filter.Kernel;
import convnet.op.filter.NamedKernel;
import convnet.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;

/**
 * {@code convnet convolve -k} beside OpenCV: a photo of 27 megapixels in RGB, float32, in memory,
 * two threads on both sides, in one process. The results must agree before anything is timed; then
 * both take turns, so that what else the machine does hits both. Prints medians of milliseconds.
 *
 * <p>Arguments: a regular expression that a case's name contains (all), and how often each side has
 * its turn (7).
 *
 * <p>OpenCV filters on one thread, whatever it is allowed. Where other programs want the
 * processors, two threads lose more by that than one: then the times of the processors, in the last
 * columns, tell more than the ratio.
 */
public final class Filters {
  private static final int WIDTH = 6000;
  private static final int HEIGHT = 4500;
  private static final int CHANNELS = 3;
  private static final int THREADS = 2;
  private static final int WARM_UP = 4;

  /**
   * How far two results may be apart, in units of the sum of the kernel's magnitudes (the pixels
   * are between 0 and 1): 16 roundings. A sum of n products in any order may be off by n roundings,
   * but they go both ways, and what is left of 2601 is a few.
   */
  private static final double TOLERANCE = 0x1p-20;

  private final Compute compute = Compute.create(THREADS);
  private final Tensor src = Tensor.zeros(1, CHANNELS, HEIGHT, WIDTH);
  private final Tensor dst = Tensor.zeros(1, CHANNELS, HEIGHT, WIDTH);
  private final Mat peerSrc = new Mat(HEIGHT, WIDTH, CV_32FC3);
  private final Mat peerDst = new Mat(HEIGHT, WIDTH, CV_32FC3);
  private final int rounds;

  private Filters(int rounds) {
    this.rounds = rounds;
  }

  /**
   * A comparison.
   *
   * @param ours what we compute
   * @param theirs what OpenCV does, or what else of ours it is compared with
   * @param target the most that ours may take, in times of theirs
   */
  private record Case(String name, Kernel ours, Runnable theirs, double target) {}

  /** Runs the benchmark. */
  public static void main(String[] args) {
    setNumThreads(THREADS);
    Pattern wanted = Pattern.compile(args.length > 0 ? args[0] : "");
    Filters filters = new Filters(args.length > 1 ? Integer.parseInt(args[1]) : 7);
    filters.drawPhoto();
    System.out.printf(
        "%-28s %8s %8s %7s %7s %8s %8s%n",
        "milliseconds, medians", "convnet", "other", "ratio", "target", "cpu", "cpu");
    for (Case c : filters.cases()) {
      if (wanted.matcher(c.name()).find()) {
        filters.run(c);
      }
    }
    System.exit(0);
  }

  private List<Case> cases() {
    Kernel gaussian = NamedKernel.of("gaussian:4,25");
    Kernel numbers = new Kernel("numbers", gaussian.values().copy());
    Mat line = getGaussianKernel(25, 4, CV_32F);
    return List.of(
        dense(3, 1),
        dense(7, 0.3),
        dense(11, 0.3),
        dense(25, 1),
        dense(51, 1),
        new Case(
            "gaussian 4, GaussianBlur",
            gaussian,
            () ->
                GaussianBlur(
                    peerSrc,
                    peerDst,
                    new org.bytedeco.opencv.opencv_core.Size(25, 25),
                    4,
                    4,
                    BORDER_REPLICATE,
                    0),
            1),
        new Case(
            "gaussian 4, sepFilter2D",
            gaussian,
            () ->
                sepFilter2D(
                    peerSrc, peerDst, CV_32F, line, line, new Point(-1, -1), 0, BORDER_REPLICATE),
            1),
        new Case("gaussian 4, numbers/named", numbers, () -> filter(gaussian), 1.3));
  }

  /** A kernel of random numbers, of full rank. */
  private Case dense(int size, double target) {
    SplittableRandom random = new SplittableRandom(size);
    Tensor values = Tensor.zeros(size, size);
    for (int i = 0; i < values.size(); i++) {
      values.data()[i] = (float) random.nextDouble(-1, 1);
    }
    Mat peer = new Mat(size, size, CV_32F);
    new FloatPointer(peer.data()).put(values.data());
    return new Case(
        "dense %dx%d, filter2D".formatted(size, size),
        new Kernel("dense", values),
        () -> filter2D(peerSrc, peerDst, CV_32F, peer, new Point(-1, -1), 0, BORDER_REPLICATE),
        target);
  }

  private void filter(Kernel kernel) {
    FilterParameters same =
        new FilterParameters(Size.of(1), null, Size.of(1), 1, PaddingMode.REPLICATE, null);
    Filter.of(List.of(kernel), false, same).forward(src, null, dst, compute);
  }

  private void run(Case c) {
    filter(c.ours());
    c.theirs().run();
    if (c.name().contains("named")) {
      filter(c.ours());
    } else {
      requireAgreement(c);
    }
    // The first pictures of a process are done without vectors, which the compiler has yet to
    // learn.
    compute.kernels().filters(1e12);
    Times ours = new Times(rounds);
    Times theirs = new Times(rounds);
    for (int round = -WARM_UP; round < rounds; round++) {
      ours.measure(round, () -> filter(c.ours()));
      theirs.measure(round, c.theirs());
    }
    double ratio = median(ours.elapsed()) / median(theirs.elapsed());
    System.out.printf(
        "%-28s %8.0f %8.0f %7.2f %7.2f %8.0f %8.0f%s%n",
        c.name(),
        median(ours.elapsed()),
        median(theirs.elapsed()),
        ratio,
        c.target(),
        median(ours.processor()),
        median(theirs.processor()),
        ratio <= c.target() ? "" : "  missed");
  }

  /** Milliseconds that went by, and of all processors. */
  private record Times(double[] elapsed, double[] processor) {
    private static final OperatingSystemMXBean SYSTEM =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    Times(int rounds) {
      this(new double[rounds], new double[rounds]);
    }

    void measure(int round, Runnable run) {
      long processorStart = SYSTEM.getProcessCpuTime();
      long start = System.nanoTime();
      run.run();
      if (round >= 0) {
        elapsed[round] = (System.nanoTime() - start) / 1e6;
        processor[round] = (SYSTEM.getProcessCpuTime() - processorStart) / 1e6;
      }
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private void requireAgreement(Case c) {
    double magnitude = 0;
    for (float number : c.ours().values().toArray()) {
      magnitude += Math.abs(number);
    }
    double worst = 0;
    float[] row = new float[CHANNELS * WIDTH];
    for (int y = 0; y < HEIGHT; y++) {
      new FloatPointer(peerDst.ptr(y)).get(row);
      for (int i = 0; i < row.length; i++) {
        int at = (i % CHANNELS * HEIGHT + y) * WIDTH + i / CHANNELS;
        worst = Math.max(worst, Math.abs(row[i] - dst.data()[at]));
      }
    }
    if (!(worst <= TOLERANCE * magnitude)) {
      throw new IllegalStateException(
          "%s: the results differ by %.2e of the kernel's magnitude, more than %.2e"
              .formatted(c.name(), worst / magnitude, TOLERANCE));
    }
  }

  /** Soft shapes, edges and noise, the same on both sides. */
  private void drawPhoto() {
    SplittableRandom random = new SplittableRandom(27);
    float[] row = new float[CHANNELS * WIDTH];
    for (int y = 0; y < HEIGHT; y++) {
      for (int i = 0; i < row.length; i++) {
        int x = i / CHANNELS;
        double shape = 0.4 + 0.2 * Math.sin(x / 90.0 + i % CHANNELS) * Math.cos(y / 70.0);
        double edge = (x / 300 + y / 200) % 2 * 0.2;
        row[i] = (float) (shape + edge + 0.15 * random.nextDouble());
        src.data()[(i % CHANNELS * HEIGHT + y) * WIDTH + x] = row[i];
      }
      new FloatPointer(peerSrc.ptr(y)).put(row);
    }
  }
}
