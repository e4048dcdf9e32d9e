package convnet.cli;

import convnet.io.animation.Scene;
import convnet.io.animation.Scene.Line;
import convnet.io.animation.Scene.Panel;
import convnet.io.animation.Scene.Term;
import convnet.op.Walkthrough;
import convnet.op.Walkthrough.Rule;
import convnet.op.Walkthrough.Step;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import convnet.tensor.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Puts walkthroughs into the words and numbers that an animation shows. */
final class Scenes {
  private static final List<String> COLOURS = List.of("red", "green", "blue", "alpha");

  private final Walkthrough walkthrough;
  private final Shape src;
  private final Shape dst;
  private final boolean photo;

  private Scenes(Walkthrough walkthrough, Shape src, Shape dst, boolean photo) {
    this.walkthrough = walkthrough;
    this.src = src;
    this.dst = dst;
    this.photo = photo;
  }

  /**
   * @param src (1, C, H, W), the whole input
   * @param dst (1, maps, H', W'), the whole result
   * @param photo whether the channels are colours
   */
  static Scene of(Walkthrough walkthrough, Shape src, Shape dst, boolean photo) {
    return new Scenes(walkthrough, src, dst, photo).scene();
  }

  private Scene scene() {
    Tensor output = walkthrough.output();
    Panel written =
        new Panel(
            List.of(title("output", dst) + (dst.channels() > 1 ? ", map 0" : "")),
            output.reshape(output.shape().batched(1)),
            walkthrough.kept());
    boolean transposed = walkthrough.rule() instanceof Rule.TransposedConvolution;
    return new Scene(
        new Panel(inputTitles(), walkthrough.input(), walkthrough.image()),
        kernel(),
        operation(),
        written,
        transposed ? walkthrough.start() : null,
        walkthrough.steps().stream().map(this::step).toList(),
        Captions.of(walkthrough, src));
  }

  private String title(String what, Shape plane) {
    return what + " " + size(plane);
  }

  /** {@code 5×7}, or {@code 7} where the input is a signal. */
  private String size(Shape plane) {
    return src.height() == 1 && plane.height() == 1
        ? "" + plane.width()
        : plane.height() + "×" + plane.width();
  }

  private List<String> inputTitles() {
    String title = title("input", src);
    return channels()
        .mapToObj(c -> src.channels() == 1 ? title : title + ", " + channel(c))
        .toList();
  }

  private IntStream channels() {
    return IntStream.range(0, walkthrough.input().shape().channels());
  }

  private String channel(int channel) {
    return photo && src.channels() >= 3 ? COLOURS.get(channel) : "channel " + channel;
  }

  private @Nullable Panel kernel() {
    @Nullable Tensor weights =
        switch (walkthrough.rule()) {
          case Rule.Convolution rule -> rule.weights();
          case Rule.TransposedConvolution rule -> rule.weights();
          case Rule.Maximum _,
              Rule.AdaptiveMaximum _,
              Rule.Mean _,
              Rule.AdaptiveMean _,
              Rule.Norm _ ->
              null;
        };
    if (weights == null) {
      return null;
    }
    String title = title("kernel", weights.shape());
    List<String> titles = channels().mapToObj(_ -> title).toList();
    return new Panel(titles, weights, Window.all(weights.shape()));
  }

  private String operation() {
    return switch (walkthrough.rule()) {
      case Rule.Convolution _ -> "∗";
      case Rule.TransposedConvolution _ -> "×";
      case Rule.Maximum _, Rule.AdaptiveMaximum _ -> "max";
      case Rule.Mean _, Rule.AdaptiveMean _ -> "mean";
      case Rule.Norm _ -> "norm";
    };
  }

  private Scene.Step step(Step step) {
    @Nullable Window chosen = isMaximum() ? walkthrough.maximum(step).orElse(null) : null;
    return new Scene.Step(step.read(), step.written(), step.values(), chosen, working(step));
  }

  private boolean isMaximum() {
    return walkthrough.rule() instanceof Rule.Maximum
        || walkthrough.rule() instanceof Rule.AdaptiveMaximum;
  }

  private List<Line> working(Step step) {
    float result = step.values().get(0, 0);
    return switch (walkthrough.rule()) {
      case Rule.Convolution rule -> products(step, rule);
      case Rule.TransposedConvolution _ ->
          List.of(new Line("adds ", laidDown(step), " · kernel + ", " · kernel", null));
      case Rule.Maximum _, Rule.AdaptiveMaximum _ ->
          List.of(new Line("max(", read(step), ", ", ") = ", result));
      case Rule.Mean rule -> List.of(mean(step, rule.divisor()));
      case Rule.AdaptiveMean _ -> List.of(mean(step, 0));
      case Rule.Norm rule -> List.of(norm(step, rule));
    };
  }

  private List<Line> products(Step step, Rule.Convolution rule) {
    float result = step.values().get(0, 0);
    List<Line> lines = new ArrayList<>();
    List<Term> sums = new ArrayList<>();
    for (int c = 0; c < rule.weights().shape().dim(0); c++) {
      List<Term> terms = new ArrayList<>();
      for (int i = 0; i < step.read().rows(); i++) {
        for (int j = 0; j < step.read().columns(); j++) {
          Window place = Window.of(step.read().row(i), step.read().column(j));
          terms.add(new Term(walkthrough.at(c, place), rule.weights().get(c, i, j)));
        }
      }
      float sum = walkthrough.sum(step, rule.weights(), c);
      lines.add(new Line(channel(c) + ": ", terms, " + ", " = ", sum));
      sums.add(new Term(sum, null));
    }
    Term bias = new Term(rule.bias(), null);
    if (lines.size() == 1) {
      List<Term> terms = new ArrayList<>(lines.getFirst().terms());
      if (rule.bias() != 0) {
        terms.add(bias);
      }
      return List.of(new Line("", terms, " + ", " = ", result));
    }
    if (rule.bias() != 0) {
      sums.add(bias);
    }
    lines.add(new Line("together: ", sums, " + ", " = ", result));
    return lines;
  }

  private List<Term> laidDown(Step step) {
    return channels().mapToObj(c -> new Term(walkthrough.at(c, step.read()), null)).toList();
  }

  private List<Term> read(Step step) {
    return walkthrough.places(step).stream()
        .map(place -> new Term(walkthrough.at(0, place), null))
        .toList();
  }

  /**
   * The calculation of a norm. As in PyTorch, a finite norm is scaled up for the elements that are
   * missing where the window hangs over the edge.
   */
  private Line norm(Step step, Rule.Norm rule) {
    List<Term> terms = read(step);
    int whole = step.read().rows() * step.read().columns();
    boolean scaled = terms.size() < whole && Double.isFinite(rule.norm());
    String closing =
        scaled ? "), scaled up from %d to %d = ".formatted(terms.size(), whole) : ") = ";
    return new Line("norm(", terms, ", ", closing, step.values().get(0, 0));
  }

  private Line mean(Step step, int divisor) {
    List<Term> terms = read(step);
    int by = divisor == 0 ? terms.size() : divisor;
    return new Line("(", terms, " + ", ") / " + by + " = ", step.values().get(0, 0));
  }
}
