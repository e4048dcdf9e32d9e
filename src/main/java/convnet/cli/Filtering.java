package convnet.cli;

import convnet.kernel.Compute;
import convnet.op.Walkthrough;
import convnet.op.filter.Filter;
import convnet.op.filter.Reduction;
import convnet.tensor.PlaneSink;
import convnet.tensor.PlaneSource;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The operation of {@code convnet convolve}.
 *
 * @param biases one number for all feature maps or one for each; null for none
 * @param reduction how all maps are reduced to one; null to keep them
 */
record Filtering(
    Filter filter,
    @Nullable Tensor biases,
    @Nullable Reduction reduction,
    boolean keepsChannels,
    Compute compute)
    implements ImageOperation {

  @Override
  public Shape outputShape(Shape src) {
    Shape maps = filter.outputShape(src);
    if (biases != null && biases.size() != 1 && biases.size() != maps.channels()) {
      throw new IllegalArgumentException(
          "--bias has %d numbers for %s"
              .formatted(
                  biases.size(),
                  maps.channels() == 1
                      ? "1 feature map: it needs 1"
                      : "%d feature maps: it needs 1 or %1$d".formatted(maps.channels())));
    }
    return reduction == null ? maps : Shape.of(maps.dim(0), 1, maps.height(), maps.width());
  }

  @Override
  public void forward(Tensor src, Tensor dst) {
    if (reduction == null) {
      Shape maps = filter.outputShape(src.shape());
      filter.forward(src, biases(maps.channels()), dst, compute);
      return;
    }
    for (int n = 0; n < src.shape().dim(0); n++) {
      forward(PlaneSource.of(src.slice(n)), PlaneSink.of(dst.slice(n)));
    }
  }

  @Override
  public void forward(PlaneSource src, PlaneSink dst) {
    Shape maps = filter.outputShape(src.shape().batched(1));
    PlaneSink sink = reduction == null ? dst : reduction.into(dst, maps.channels(), maps.width());
    filter.forward(src, biases(maps.channels()), sink, compute);
  }

  @Override
  public Walkthrough walkthrough(Tensor src, Tensor dst) {
    if (reduction != null) {
      throw new IllegalArgumentException(
          "it animates one feature map, not the result of --reduce %s: leave that out"
              .formatted(Words.of(reduction)));
    }
    return filter.walkthrough(src, biases(dst.shape().channels()), dst, compute);
  }

  /** The biases, one for each of {@code maps} feature maps; null if there are none. */
  @Nullable Tensor biases(int maps) {
    if (biases == null || biases.size() == maps) {
      return biases;
    }
    Tensor each = Tensor.zeros(maps);
    each.fill(biases.get(0));
    return each;
  }
}
