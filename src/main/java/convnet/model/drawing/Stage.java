package convnet.model.drawing;

import convnet.model.LayerSpec;
import convnet.model.LayerSummary;
import convnet.model.ReceptiveField;
import convnet.op.ConvolutionParameters;
import convnet.op.PoolingParameters;
import convnet.op.Size;
import convnet.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A volume of feature maps or a vector in the picture: the layer that produces it (a convolution,
 * pooling, flatten or linear layer, or a block) and the layers after it that keep its shape, such
 * as ReLU or batch normalisation.
 *
 * @param kind the kind of layer that produces it, which decides its colour
 * @param action the operation, such as {@code conv 11×11}; empty for the input
 * @param details its arguments, such as {@code stride 4}, {@code pad 2}; most are left out at their
 *     defaults
 * @param window the part of the previous volume that one element depends on; empty if there is no
 *     such window
 * @param output its shape
 * @param repeats how many like stages in a row it stands for, at least 1
 * @param layers the layers in it; for the input, those directly after it that keep its shape
 */
record Stage(
    Kind kind,
    String action,
    List<String> details,
    Optional<Size> window,
    Shape output,
    int repeats,
    List<LayerSummary> layers) {

  /** The kind of layer that produces a stage. */
  enum Kind {
    INPUT,
    CONVOLUTION,
    POOLING,
    FLATTENING,
    LINEAR,
    RESIDUAL
  }

  /** The stages of a network, its input first. */
  static List<Stage> of(Shape input, List<LayerSummary> layers) {
    List<Stage> stages = new ArrayList<>();
    stages.add(new Stage(Kind.INPUT, "", List.of("input"), Optional.empty(), input, 1, List.of()));
    for (LayerSummary layer : layers) {
      Optional<Stage> own = of(layer);
      if (own.isPresent()) {
        stages.add(own.get());
      } else {
        stages.add(stages.removeLast().with(layer));
      }
    }
    return stages;
  }

  private static Optional<Stage> of(LayerSummary summary) {
    return switch (summary.layer()) {
      case LayerSpec.Conv2d conv -> Optional.of(of(conv.convolution(), summary));
      case LayerSpec.MaxPool2d pool -> Optional.of(of("max pool", pool.pooling(), summary));
      case LayerSpec.AvgPool2d pool -> Optional.of(of("avg pool", pool.pooling(), summary));
      case LayerSpec.AdaptiveAvgPool2d pool ->
          summary.input().equals(summary.output())
              ? Optional.empty()
              : Optional.of(
                  new Stage(
                      Kind.POOLING,
                      "avg pool",
                      List.of("to " + times(pool.output())),
                      Optional.empty(),
                      summary.output(),
                      1,
                      List.of(summary)));
      case LayerSpec.Flatten _ -> Optional.of(plain(Kind.FLATTENING, "flatten", summary));
      case LayerSpec.Linear _ -> Optional.of(plain(Kind.LINEAR, "linear", summary));
      case LayerSpec.ReLU _,
          LayerSpec.Dropout _,
          LayerSpec.LocalResponseNorm _,
          LayerSpec.BatchNorm2d _ ->
          Optional.empty();
      case LayerSpec.Residual block -> Optional.of(of(block, summary));
    };
  }

  /** A block is one stage, whose window is the receptive field of its whole body. */
  private static Stage of(LayerSpec.Residual block, LayerSummary summary) {
    ReceptiveField field = ReceptiveField.PIXEL.after(block, summary.input(), summary.input());
    Size window =
        Size.of(
            Math.toIntExact(Math.min(field.height().size(), summary.input().height())),
            Math.toIntExact(Math.min(field.width().size(), summary.input().width())));
    List<String> details = new ArrayList<>();
    for (Stage inside : of(summary.input(), summary.body())) {
      if (inside.kind() != Kind.INPUT) {
        details.add(inside.action());
      }
    }
    if (field.height().jump() > 1) {
      details.add("stride " + field.height().jump());
    }
    return new Stage(
        Kind.RESIDUAL,
        "residual",
        details,
        Optional.of(window),
        summary.output(),
        1,
        List.of(summary));
  }

  private static Stage plain(Kind kind, String action, LayerSummary summary) {
    return new Stage(
        kind, action, List.of(), Optional.empty(), summary.output(), 1, List.of(summary));
  }

  private static Stage of(ConvolutionParameters c, LayerSummary summary) {
    List<String> details = new ArrayList<>();
    addUnless(1, details, "stride ", c.stride());
    if (!c.padding().isNone()) {
      boolean even =
          c.padding().top() == c.padding().bottom() && c.padding().left() == c.padding().right();
      details.add(
          even ? "pad " + times(Size.of(c.padding().top(), c.padding().left())) : "pad same");
    }
    addUnless(1, details, "dilation ", c.dilation());
    if (c.groups() > 1) {
      details.add(c.groups() + " groups");
    }
    return new Stage(
        Kind.CONVOLUTION,
        "conv " + both(c.kernel()),
        details,
        Optional.of(extent(c.kernel(), c.dilation())),
        summary.output(),
        1,
        List.of(summary));
  }

  private static Stage of(String action, PoolingParameters p, LayerSummary summary) {
    List<String> details = new ArrayList<>();
    details.add(both(p.kernel()));
    details.add("stride " + times(p.stride()));
    addUnless(0, details, "pad ", p.padding());
    addUnless(1, details, "dilation ", p.dilation());
    if (p.ceilMode()) {
      details.add("ceil mode");
    }
    return new Stage(
        Kind.POOLING,
        action,
        details,
        Optional.of(extent(p.kernel(), p.dilation())),
        summary.output(),
        1,
        List.of(summary));
  }

  private static void addUnless(int usual, List<String> details, String what, Size size) {
    if (!size.is(usual)) {
      details.add(what + times(size));
    }
  }

  private static Size extent(Size kernel, Size dilation) {
    return Size.of(
        (kernel.height() - 1) * dilation.height() + 1, (kernel.width() - 1) * dilation.width() + 1);
  }

  private Stage with(LayerSummary layer) {
    List<LayerSummary> all = new ArrayList<>(layers);
    all.add(layer);
    return new Stage(kind, action, details, window, output, repeats, all);
  }

  /** Merges consecutive stages that look and work alike into one. */
  static List<Stage> merged(List<Stage> stages) {
    List<Stage> merged = new ArrayList<>();
    for (Stage stage : stages) {
      if (!merged.isEmpty() && merged.getLast().isLike(stage)) {
        merged.add(merged.removeLast().and(stage));
      } else {
        merged.add(stage);
      }
    }
    return merged;
  }

  private boolean isLike(Stage next) {
    return (kind == Kind.CONVOLUTION || kind == Kind.RESIDUAL)
        && next.kind == kind
        && action.equals(next.action)
        && details.equals(next.details)
        && output.equals(next.output)
        && notes().equals(next.notes());
  }

  private Stage and(Stage next) {
    List<LayerSummary> all = new ArrayList<>(layers);
    all.addAll(next.layers);
    return new Stage(kind, action, details, window, output, repeats + 1, all);
  }

  boolean isVolume() {
    return output.rank() == 3;
  }

  long parameters() {
    return layers.stream().mapToLong(LayerSummary::parameters).sum();
  }

  long macs() {
    return layers.stream().mapToLong(LayerSummary::macs).sum();
  }

  /** The operation with the number of repeats: {@code 2 × conv 3×3}. */
  String title() {
    return repeats == 1 ? action : repeats + " × " + action;
  }

  /**
   * The operations that follow within the stage, each listed once: {@code ReLU}, {@code dropout
   * 0.5}.
   */
  List<String> notes() {
    return layers.stream()
        .map(LayerSummary::layer)
        .<String>mapMulti(
            (layer, notes) -> {
              switch (layer) {
                case LayerSpec.ReLU _ -> notes.accept("ReLU");
                case LayerSpec.Dropout dropout -> notes.accept("dropout " + dropout.p());
                case LayerSpec.LocalResponseNorm _ -> notes.accept("LRN");
                case LayerSpec.BatchNorm2d _ -> notes.accept("batch norm");
                case LayerSpec.AdaptiveAvgPool2d pool -> {
                  if (!action.equals("avg pool")) {
                    notes.accept("avg pool to " + times(pool.output()));
                  }
                }
                case LayerSpec.Conv2d _,
                    LayerSpec.MaxPool2d _,
                    LayerSpec.AvgPool2d _,
                    LayerSpec.Flatten _,
                    LayerSpec.Linear _,
                    LayerSpec.Residual _ -> {}
              }
            })
        .distinct()
        .toList();
  }

  /**
   * The name of its first layer, {@code features.0}, or for several {@code features.0–2}; empty if
   * it is only a number.
   */
  String name() {
    if (layers.isEmpty()) {
      return "";
    }
    String first = layers.getFirst().layer().name();
    if (first.matches("\\d+")) {
      return "";
    }
    List<String> mains =
        layers.stream()
            .map(LayerSummary::layer)
            .filter(
                layer -> layer instanceof LayerSpec.Conv2d || layer instanceof LayerSpec.Residual)
            .map(LayerSpec::name)
            .toList();
    return repeats == 1 ? first : first + "–" + mains.getLast().replaceFirst(".*\\.", "");
  }

  /** {@code 64×55×55}. */
  static String times(Shape shape) {
    return shape.toString().replace('x', '×');
  }

  /** {@code 3}, or {@code 3×5}. */
  private static String times(Size size) {
    return size.toString().replace('x', '×');
  }

  /** {@code 3×3}. */
  private static String both(Size size) {
    return size.height() + "×" + size.width();
  }
}
