package convnet.op.filter;

import convnet.kernel.Compute;
import convnet.kernel.FilterKernels;
import convnet.kernel.Scratch;
import convnet.kernel.Scratch.Purpose;
import convnet.tensor.PlaneSink;
import convnet.tensor.PlaneSource;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
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
    for (int k = 0; k < layouts.size(); k++) {
      Tensor kernel = filter.kernels().get(k).values();
      filters.add(PlaneFilter.of(kernel, layouts.get(k), maps.width(), most));
      direct.add(DirectFilter.of(kernel, layouts.get(k)));
    }
    anyTransform = filters.stream().anyMatch(way -> !way.isAccurateFor(BandPeaks.Range.FINITE));
    int rows = anyTransform ? most : rowsWithin(BAND);
    bandRows = filters.stream().mapToInt(way -> way.bandRows(rows)).max().orElse(rows);
  }

  private int rowsWithin(int numbers) {
    int fitting = (int) (numbers / ((long) maps.channels() * maps.width()));
    return Math.min(maps.height(), Math.max(LEAST_ROWS, fitting));
  }

  /** Filters the image. The bands are the same for any number of threads. */
  void run(PlaneSink dst) {
    double pixels = (double) inputs * maps.height() * maps.width();
    double cost = filters.stream().mapToDouble(way -> way.cost(maps.width(), bandRows)).sum();
    FilterKernels kernels = compute.kernels().filters(cost * pixels / Costs.LANES);
    compute
        .parallel()
        .run(
            Math.ceilDiv(maps.height(), bandRows),
            (band, worker) -> {
              int row0 = band * bandRows;
              int rows = Math.min(bandRows, maps.height() - row0);
              float[] data = band(row0, rows, kernels, worker);
              dst.write(row0, rows, data, 0, rows * maps.width());
            });
  }

  private float[] band(int row0, int rows, FilterKernels kernels, int worker) {
    float[] data =
        compute
            .scratch()
            .floats(Purpose.MAPS, worker, (long) maps.channels() * bandRows * maps.width());
    int plane = rows * maps.width();
    for (int input = 0; input < inputs; input++) {
      BandPeaks.Range range = BandPeaks.Range.UNIFORM;
      for (int k = 0; k < filters.size(); k++) {
        BandLayout layout = layouts.get(k);
        float[] band = layout.room(rows, compute.scratch(), worker);
        if (k == 0 || !layout.equals(layouts.get(k - 1))) {
          Scratch scratch = compute.scratch();
          // A dilated window skips pixels: the peaks may be those of pixels that it does not read.
          boolean dense = layout.parameters().dilation().is(1);
          int window = anyTransform && dense && !src.isUnit() ? layout.window().height() : 0;
          float[] columns =
              scratch.floats(Purpose.PEAKS, worker, window > 0 ? layout.rowPitch() : 0);
          BandPeaks peaks = new BandPeaks(window, columns, kernels);
          layout.read(
              src,
              input * channelsPerInput,
              channelsPerInput,
              row0,
              rows,
              band,
              scratch.floats(Purpose.ROW, worker, 2L * layout.rowPitch()),
              peaks);
          range = src.isUnit() ? BandPeaks.Range.UNIFORM : peaks.range();
        }
        int map = k * inputs + input;
        PlaneFilter way = filters.get(k);
        (way.isAccurateFor(range) ? way : direct.get(k))
            .forward(
                rows, maps.width(), band, data, map * plane, kernels, compute.scratch(), worker);
        if (bias != null) {
          float b = bias.get(map);
          compute.kernels().addScalar(plane, data, map * plane, b, data, map * plane);
        }
      }
    }
    return data;
  }
}
