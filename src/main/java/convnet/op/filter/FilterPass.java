package convnet.op.filter;

import convnet.kernel.Compute;
import convnet.kernel.FilterKernels;
import convnet.kernel.Scratch;
import convnet.kernel.Scratch.Purpose;
import convnet.kernel.StripeKernels;
import convnet.tensor.PlaneSink;
import convnet.tensor.PlaneSource;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Passes one image through an {@link ImageFilter}, a band of rows at a time, so that neither the
 * padded image nor the feature maps are ever in memory as a whole.
 */
final class FilterPass {
  /** The most numbers that a band of all feature maps should have: 2 MiB per thread. */
  private static final int BAND = 1 << 19;

  /** The same for transforms, whose tiles overlap by the height of the kernel: 8 MiB. */
  private static final int TRANSFORMED_BAND = 1 << 21;

  /** Rows that a band may always have, even if all feature maps together exceed that. */
  private static final int LEAST_ROWS = 32;

  private final PlaneSource src;
  private final @Nullable Tensor bias;
  private final Compute compute;
  private final int inputs;
  private final int channelsPerInput;
  private final Shape maps;
  private final int bandRows;
  private final List<BandLayout> layouts;
  private final List<PlaneFilter> filters;

  /** Whether one of the filters requires {@link BandPeaks.Range#UNIFORM} numbers. */
  private final boolean anyTransform;

  /** Whether all filters take numbers of any range. */
  private final boolean allDirect;

  /** For a tensor; fewer than there are filters if not all of them are of that kind. */
  private final List<StripeFilter> stripes;

  /** For bands with numbers that the other ways would spread beyond their windows. */
  private final List<PlaneFilter> direct;

  /**
   * @param src (C, H, W)
   * @param bias (maps) or null
   */
  FilterPass(ImageFilter filter, PlaneSource src, @Nullable Tensor bias, Compute compute) {
    this.src = src;
    this.bias = bias;
    this.compute = compute;
    Shape shape = src.shape();
    inputs = filter.sum() ? 1 : shape.channels();
    channelsPerInput = shape.channels() / inputs;
    maps = filter.outputShape(shape.batched(1)).inner();
    int most = rowsWithin(TRANSFORMED_BAND);
    layouts =
        filter.kernels().stream()
            .map(
                kernel ->
                    new BandLayout(
                        filter.parameters().convolution(kernel.size()),
                        shape.height(),
                        shape.width()))
            .toList();
    filters = new ArrayList<>();
    direct = new ArrayList<>();
    stripes = new ArrayList<>();
    for (int k = 0; k < layouts.size(); k++) {
      Tensor kernel = filter.kernels().get(k).values();
      filters.add(PlaneFilter.of(kernel, layouts.get(k), maps.width(), most));
      direct.add(DirectFilter.of(kernel, layouts.get(k)));
      Stream.ofNullable(StripeFilter.of(kernel, layouts.get(k))).forEach(stripes::add);
    }
    anyTransform = filters.stream().anyMatch(way -> !way.isAccurateFor(BandPeaks.Range.FINITE));
    allDirect = filters.stream().allMatch(way -> way.isAccurateFor(BandPeaks.Range.EXTREME));
    int rows = anyTransform ? most : rowsWithin(BAND);
    bandRows = filters.stream().mapToInt(way -> way.bandRows(rows)).max().orElse(rows);
  }

  private int rowsWithin(int numbers) {
    int fitting = (int) (numbers / ((long) maps.channels() * maps.width()));
    return Math.min(maps.height(), Math.max(LEAST_ROWS, fitting));
  }

  /** Filters the image. */
  void run(PlaneSink dst) {
    double pixels = (double) inputs * maps.height() * maps.width();
    double cost = filters.stream().mapToDouble(way -> way.cost(maps.width(), bandRows)).sum();
    FilterKernels kernels = compute.kernels().filters(cost * pixels / Costs.LANES);
    if (!runInStripes(dst.tensor(), kernels.stripes())) {
      runInBands(dst, kernels);
    }
  }

  /** Returns false, having done nothing, if that is not possible. */
  private boolean runInStripes(@Nullable Tensor dst, @Nullable StripeKernels kernels) {
    @Nullable Tensor tensor = src.tensor();
    boolean alike = allDirect && stripes.size() == filters.size() && channelsPerInput == 1;
    if (!alike
        || tensor == null
        || dst == null
        || kernels == null
        || maps.width() < kernels.width()) {
      return false;
    }
    new StripePass(tensor, dst, kernels, compute).run(stripes, bias);
    return true;
  }

  /** The bands are the same for any number of threads. */
  private void runInBands(PlaneSink dst, FilterKernels kernels) {
    compute
        .parallel()
        .run(
            Math.ceilDiv(maps.height(), bandRows),
            (band, worker) -> {
              int row0 = band * bandRows;
              int rows = Math.min(bandRows, maps.height() - row0);
              @Nullable Tensor target = dst.tensor();
              if (target != null) {
                int at = target.offset() + row0 * maps.width();
                int plane = maps.height() * maps.width();
                band(row0, rows, target.data(), at, plane, kernels, worker);
                return;
              }
              long room = (long) maps.channels() * bandRows * maps.width();
              float[] data = compute.scratch().floats(Purpose.MAPS, worker, room);
              int plane = rows * maps.width();
              band(row0, rows, data, 0, plane, kernels, worker);
              dst.write(row0, rows, data, 0, plane);
            });
  }

  /**
   * @param data the rows of map {@code m} are written to {@code offset + m·plane}
   */
  private void band(
      int row0, int rows, float[] data, int offset, int plane, FilterKernels kernels, int worker) {
    for (int input = 0; input < inputs; input++) {
      BandPeaks.Range range = BandPeaks.Range.UNIFORM;
      for (int k = 0; k < filters.size(); k++) {
        BandLayout layout = layouts.get(k);
        float[] band = layout.room(rows, compute.scratch(), worker);
        if (k == 0 || !layout.equals(layouts.get(k - 1))) {
          Scratch scratch = compute.scratch();
          float[] row = scratch.floats(Purpose.ROW, worker, 2L * layout.rowPitch());
          int channel = input * channelsPerInput;
          @Nullable BandPeaks peaks =
              allDirect || src.isUnit() ? null : peaks(layout, kernels, worker);
          layout.read(src, channel, channelsPerInput, row0, rows, band, row, peaks);
          range = peaks == null ? BandPeaks.Range.UNIFORM : peaks.range();
        }
        int map = k * inputs + input;
        int at = offset + map * plane;
        PlaneFilter way = filters.get(k);
        (way.isAccurateFor(range) ? way : direct.get(k))
            .forward(rows, maps.width(), band, data, at, kernels, compute.scratch(), worker);
        if (bias != null) {
          int n = rows * maps.width();
          compute.kernels().addScalar(n, data, at, bias.get(map), data, at);
        }
      }
    }
  }

  private BandPeaks peaks(BandLayout layout, FilterKernels kernels, int worker) {
    // A dilated window skips pixels: the peaks may be those of pixels that it does not read.
    boolean dense = layout.parameters().dilation().is(1);
    int window = anyTransform && dense ? layout.window().height() : 0;
    int columns = window > 0 ? layout.rowPitch() : 0;
    float[] room = compute.scratch().floats(Purpose.PEAKS, worker, columns);
    return new BandPeaks(window, room, kernels);
  }
}
