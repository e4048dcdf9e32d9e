package convnet.op;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The filters of one convolution in the form in which they are multiplied, kept from call to call.
 * Where there is little to multiply, to bring them into it takes longer than the product.
 *
 * <p>Whoever hands one in promises that the weights, the kernels and all shapes but the number of
 * images stay what they were at the first call.
 */
public final class KeptFilters {
  /** Of a network in use whose weights are not promised to stay what they are. */
  public static final KeptFilters NONE = new KeptFilters(List.of());

  private final List<float[]> groups;

  public KeptFilters() {
    this(new ArrayList<>());
  }

  private KeptFilters(List<float[]> groups) {
    this.groups = groups;
  }

  /** Whether any are kept: not by {@link #NONE}. */
  @SuppressWarnings("ReferenceEquality") // that very one
  boolean keeps() {
    return this != NONE;
  }

  /** What was made of a group's filters; groups are first asked for in their order. */
  float[] of(int group, Supplier<float[]> make) {
    if (group == groups.size()) {
      groups.add(make.get());
    }
    return groups.get(group);
  }
}
