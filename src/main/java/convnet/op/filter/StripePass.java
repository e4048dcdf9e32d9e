package convnet.op.filter;

import convnet.kernel.Compute;
import convnet.kernel.Scratch.Purpose;
import convnet.kernel.StripeKernels;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Filters the planes of a tensor where they are, downwards in stripes: only the stripes at the
 * edges are copied, to be padded. Some rows at a time are completed, in one stripe after the other.
 * The sums are those of {@link DirectFilter}, to the bit.
 */
final class StripePass {
  /**
   * Rows completed in a stripe before the next one. With fewer, sums are carried more often; with
   * more, lines that both read have left the cache.
   */
  private static final int GROUP = 32;

  /** Parts of a plane for each thread, and the least rows that are worth one. */
  private static final int PARTS = 2;

  private static final int LEAST_ROWS = 64;

  /** Numbers in a line of the cache, and those that the header of an array takes the place of. */
  private static final int LINE = 16;

  private static final int HEADER = 4;

  private final Tensor src;
  private final Tensor dst;
  private final StripeKernels kernels;
  private final Compute compute;
  private final int stripe;

  /**
   * @param src (C, H, W)
   * @param dst (maps, height, width)
   */
  StripePass(Tensor src, Tensor dst, StripeKernels kernels, Compute compute) {
    this.src = src;
    this.dst = dst;
    this.kernels = kernels;
    this.compute = compute;
    stripe = kernels.width();
  }

  /**
   * @param filters each for all channels of the source
   * @param bias (maps) or null
   */
  void run(List<StripeFilter> filters, @Nullable Tensor bias) {
    Shape maps = dst.shape();
    int channels = src.shape().channels();
    int most = Math.max(1, maps.height() / LEAST_ROWS);
    int wanted = Math.min(most, PARTS * compute.parallel().threads());
    int rows = Math.ceilDiv(maps.height(), wanted);
    int parts = Math.ceilDiv(maps.height(), rows);
    compute
        .parallel()
        .run(
            maps.channels() * parts,
            (part, worker) -> {
              int map = part / parts;
              int row0 = part % parts * rows;
              int end = Math.min(row0 + rows, maps.height());
              new Plane(filters.get(map / channels), map % channels, map, worker)
                  .run(row0, end, bias == null ? null : bias.get(map));
            });
  }

  /** What a worker needs for rows of a feature map. */
  private final class Plane {
    private final StripeFilter filter;
    private final int from;
    private final int to;
    private final int[] starts;
    private final float[] carry;

    /** A stripe's rows with all that they read. */
    private final float[] padded;

    private final int pitch;

    Plane(StripeFilter filter, int channel, int map, int worker) {
      this.filter = filter;
      Shape shape = src.shape();
      from = src.offset() + channel * shape.height() * shape.width();
      to = dst.offset() + map * dst.shape().height() * dst.shape().width();
      starts = starts(dst.shape().width(), to);
      long rows = (long) starts.length * StripeKernels.BEGUN;
      carry = compute.scratch().floats(Purpose.PASS, worker, rows * stripe);
      pitch = stripe + filter.layout().window().width() - 1;
      padded = compute.scratch().floats(Purpose.BAND, worker, (long) GROUP * pitch);
    }

    void run(int row0, int end, @Nullable Float bias) {
      int width = dst.shape().width();
      Arrays.fill(carry, 0, starts.length * StripeKernels.BEGUN * stripe, 0);
      // What the first rows complete is overwritten by the next one.
      group(row0, StripeKernels.BEGUN, row0, 0);
      for (int y = row0; y < end; y += GROUP) {
        int count = Math.min(GROUP, end - y);
        group(y + StripeKernels.BEGUN, count, y, width);
        if (bias != null) {
          int at = to + y * width;
          compute.kernels().addScalar(count * width, dst.data(), at, bias, dst.data(), at);
        }
      }
    }

    /**
     * @param row the first row of input, of the padded image
     * @param count how many
     * @param completed the row of output that is completed first
     */
    private void group(int row, int count, int completed, int dstPitch) {
      int height = src.shape().height();
      int width = src.shape().width();
      int y = row - filter.layout().parameters().padding().top();
      boolean inside = y >= 0 && y + count <= height;
      for (int i = 0; i < starts.length; i++) {
        int x = starts[i] - filter.layout().parameters().padding().left();
        boolean whole = inside && x >= 0 && x + pitch <= width;
        if (!whole) {
          filter.layout().copy(src.data(), from, y, count, x, pitch, padded);
        }
        kernels.correlate(
            count,
            filter.columns(),
            filter.weights(),
            whole ? src.data() : padded,
            whole ? from + y * width + x : 0,
            whole ? width : pitch,
            dst.data(),
            to + completed * dst.shape().width() + starts[i],
            dstPitch,
            carry,
            i * StripeKernels.BEGUN * stripe);
      }
    }
  }

  /**
   * Where the stripes of a row start: all but the first and the last at the start of a line of the
   * cache, if that is where large arrays start.
   */
  private int[] starts(int width, int offset) {
    int second = stripe - Math.floorMod(offset + stripe + HEADER, LINE);
    return IntStream.concat(
            IntStream.of(0),
            IntStream.iterate(second, x -> x < width, x -> x + stripe)
                .map(x -> Math.min(x, width - stripe)))
        .toArray();
  }
}
