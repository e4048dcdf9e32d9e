package convnet.train.report;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A line of a chart.
 *
 * @param name the name in the legend
 * @param style its class in the style sheet
 * @param values one value for each epoch; null if it has none
 */
record Curve(String name, String style, List<@Nullable Double> values) {

  /** Whether there is anything to draw. */
  boolean isDrawn() {
    return values.stream().anyMatch(Objects::nonNull);
  }

  double least() {
    return values.stream().filter(Objects::nonNull).mapToDouble(value -> value).min().orElse(0);
  }

  double greatest() {
    return values.stream().filter(Objects::nonNull).mapToDouble(value -> value).max().orElse(0);
  }
}
