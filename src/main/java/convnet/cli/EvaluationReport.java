package convnet.cli;

import convnet.train.Confusion;
import convnet.train.Metrics;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The results of an evaluation, as text for people or JSON for programs. */
final class EvaluationReport {
  private static final int NARROW = 100;
  private static final int WIDE = 120;
  private static final int MOST_PAIRS = 20;

  private EvaluationReport() {}

  /** A JSON object on one line. */
  static String json(Metrics metrics, List<String> classes) {
    return JsonLine.object(
            json -> {
              json.writeNumberProperty("images", metrics.images());
              json.writeNumberProperty("top1", metrics.top1());
              json.writeNumberProperty("top5", metrics.top5());
              json.writeNumberProperty("loss", metrics.loss());
              json.writeName("classes");
              json.writeStartArray();
              classes.forEach(json::writeString);
              json.writeEndArray();
              json.writeName("confusion");
              json.writeStartArray();
              for (long[] row : metrics.confusion()) {
                json.writeArray(row, 0, row.length);
              }
              json.writeEndArray();
            })
        + "\n";
  }

  /** The overall figures, a table of the classes, and the confusion matrix. */
  static String text(Metrics metrics, List<String> names) {
    List<String> classes = names.stream().map(Visible::of).toList();
    StringBuilder text = new StringBuilder();
    text.append(
        "images %,d\ntop-1  %.2f %%\ntop-5  %.2f %%\nloss   %.4f\n\n"
            .formatted(
                metrics.images(), 100 * metrics.top1(), 100 * metrics.top5(), metrics.loss()));
    Table figures = new Table(1);
    figures.row("class", "images", "precision", "recall", "f1");
    for (int c = 0; c < classes.size(); c++) {
      figures.row(
          classes.get(c),
          Long.toString(metrics.imagesOf(c)),
          share(metrics.precision(c)),
          share(metrics.recall(c)),
          share(metrics.f1(c)));
    }
    return text.append(figures).append('\n').append(confusion(metrics, classes)).toString();
  }

  /**
   * The confusion matrix with class names over its columns; with class numbers if that is too wide;
   * if that is too wide as well, only the most frequent confusions.
   */
  private static String confusion(Metrics metrics, List<String> classes) {
    String named = table(metrics, classes, classes);
    if (fits(named, NARROW)) {
      return "confusion: one row per true class, one column per predicted class\n" + named;
    }
    List<String> numbers = IntStream.range(0, classes.size()).mapToObj(Integer::toString).toList();
    List<String> numbered =
        numbers.stream().map(i -> i + " " + classes.get(Integer.parseInt(i))).toList();
    String narrower = table(metrics, numbered, numbers);
    if (fits(narrower, WIDE)) {
      return "confusion: one row per true class, one column per predicted class, by its number\n"
          + narrower;
    }
    return pairs(metrics, classes);
  }

  private static boolean fits(String table, int columns) {
    return table.lines().allMatch(line -> line.length() <= columns);
  }

  private static String table(Metrics metrics, List<String> rows, List<String> columns) {
    Table table = new Table(1);
    table.row(Stream.concat(Stream.of(""), columns.stream()).toArray(String[]::new));
    for (int c = 0; c < rows.size(); c++) {
      table.row(
          Stream.concat(
                  Stream.of(rows.get(c)),
                  LongStream.of(metrics.confusion()[c]).mapToObj(Long::toString))
              .toArray(String[]::new));
    }
    return table.toString();
  }

  private static String pairs(Metrics metrics, List<String> classes) {
    Table table = new Table(2);
    table.row("class", "predicted", "images", "share");
    for (Confusion pair : Confusion.mostFrequent(metrics, MOST_PAIRS)) {
      table.row(
          classes.get(pair.label()),
          classes.get(pair.takenFor()),
          Long.toString(pair.count()),
          share((double) pair.count() / metrics.imagesOf(pair.label())));
    }
    return "the most frequent confusions; --json has the whole table\n" + table;
  }

  /**
   * A share with four decimals, or a dash for NaN, where there are no images to compute it from.
   */
  private static String share(double value) {
    return Double.isNaN(value) ? "-" : "%.4f".formatted(value);
  }
}
