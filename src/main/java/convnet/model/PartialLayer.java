package convnet.model;

import convnet.model.SizeSolution.Kind;
import convnet.op.Size;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;

/**
 * A layer with some of its values open: {@code conv:k=11} leaves stride and padding open.
 *
 * @param kind the kind of layer
 * @param outChannels the output channels of a convolution
 * @param dilation 1 if it is not given
 * @param ceilMode whether a pooling rounds its output size up
 */
record PartialLayer(
    Kind kind,
    OptionalInt outChannels,
    Optional<Size> kernel,
    Optional<Size> stride,
    Optional<Size> padding,
    Size dilation,
    Optional<Boolean> ceilMode) {
  private static final int LARGEST = 32_767;

  private static final List<String> KEYS =
      List.of("type", "out_channels", "kernel_size", "stride", "padding", "dilation", "ceil_mode");

  /**
   * Parses a word as {@link LayerWords} does; {@code convtranspose} is understood as well.
   *
   * @throws IllegalArgumentException if it is not understood, or has an argument that does not
   *     affect sizes
   */
  static PartialLayer parse(String word) {
    String plain = word.replaceFirst("(?i)^((torch\\.)?nn\\.)?convtranspose(2d)?(?=:|$)", "conv");
    JsonPlace place = new JsonPlace(JsonPlace.printable(word), "");
    try {
      Map<String, Object> members = LayerWords.members(plain, place);
      Kind kind = plain.equals(word) ? kind(members) : Kind.CONV_TRANSPOSE;
      for (String key : members.keySet()) {
        if (!KEYS.contains(key)) {
          throw place.error(key + " does not change the size: leave it out");
        }
      }
      JsonObject json = new JsonObject(place, members);
      return new PartialLayer(
          kind,
          json.has("out_channels")
              ? OptionalInt.of(json.whole("out_channels", 1, Integer.MAX_VALUE))
              : OptionalInt.empty(),
          size(json, "kernel_size", 1),
          size(json, "stride", 1),
          size(json, "padding", 0),
          LayerJson.dilation(json),
          json.has("ceil_mode") ? Optional.of(json.flag("ceil_mode", false)) : Optional.empty());
    } catch (NetworkFormatException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static Kind kind(Map<String, Object> members) {
    Object type = members.get("type");
    for (Kind kind : Kind.values()) {
      if (kind.type().equals(type)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        type + ": only conv, maxpool, avgpool and convtranspose can be solved for");
  }

  private static Optional<Size> size(JsonObject json, String key, int least)
      throws NetworkFormatException {
    return json.has(key) ? Optional.of(json.size(key, least, LARGEST)) : Optional.empty();
  }

  /** The values that are given along one axis. */
  AxisSolver.Given given(ToIntFunction<Size> axis) {
    return new AxisSolver.Given(
        along(axis, kernel), along(axis, stride), along(axis, padding), axis.applyAsInt(dilation));
  }

  private static OptionalInt along(ToIntFunction<Size> axis, Optional<Size> size) {
    return size.isPresent() ? OptionalInt.of(axis.applyAsInt(size.get())) : OptionalInt.empty();
  }
}
