package convnet.cli;

import convnet.train.Metrics;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** How often a model is right, for people and for programs. */
final class EvaluationReport {
  private EvaluationReport() {}

  /** One JSON object in a line. */
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

  /** The figures, a table of the classes, and the confusion matrix. */
  static String text(Metrics metrics, List<String> classes) {
    StringBuilder text = new StringBuilder();
    text.append(
        "images %,d\ntop-1  %.2f %%\ntop-5  %.2f %%\nloss   %.4f\n\n"
            .formatted(
                metrics.images(), 100 * metrics.top1(), 100 * metrics.top5(), metrics.loss()));
    Table figures = new Table(1);
    figures.row("class", "images", "precision", "recall", "f1");
    Table confusion = new Table(1);
    confusion.row(Stream.concat(Stream.of(""), classes.stream()).toArray(String[]::new));
    for (int c = 0; c < classes.size(); c++) {
      figures.row(
          classes.get(c),
          Long.toString(metrics.imagesOf(c)),
          share(metrics.precision(c)),
          share(metrics.recall(c)),
          share(metrics.f1(c)));
      confusion.row(
          Stream.concat(
                  Stream.of(classes.get(c)),
                  LongStream.of(metrics.confusion()[c]).mapToObj(Long::toString))
              .toArray(String[]::new));
    }
    return text.append(figures)
        .append("\nconfusion: a row for each class, a column for what it was taken for\n")
        .append(confusion)
        .toString();
  }

  /** A share that is no number, for want of images, is left open. */
  private static String share(double value) {
    return Double.isNaN(value) ? "-" : "%.4f".formatted(value);
  }
}
