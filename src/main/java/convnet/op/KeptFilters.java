package convnet.op;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A cache of one convolution's transformed filters, kept from call to call: where there is little
 * to multiply, transforming them takes longer than the product.
 *
 * <p>The caller guarantees that the weights, the kernels and all shapes but for the batch size stay
 * the same from the first call on.
 */
public final class KeptFilters {
  /** Caches nothing: for inference with weights that may change from call to call. */
  public static final KeptFilters NONE = new KeptFilters(List.of());

  private final List<float[]> groups;

  public KeptFilters() {
    this(new ArrayList<>());
  }

  private KeptFilters(List<float[]> groups) {
    this.groups = groups;
  }

  /** Whether filters are kept: false for {@link #NONE} only. */
  @SuppressWarnings("ReferenceEquality") // that one instance
  boolean keeps() {
    return this != NONE;
  }

  /**
   * The transformed filters of a group, made at the first call; the first calls must be in the
   * groups' order.
   */
  float[] of(int group, Supplier<float[]> make) {
    if (group == groups.size()) {
      groups.add(make.get());
    }
    return groups.get(group);
  }
}
