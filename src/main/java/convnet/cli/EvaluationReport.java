package convnet.cli;

import convnet.train.Metrics;
import java.util.List;

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
        "images %,d%ntop-1  %.2f %%%ntop-5  %.2f %%%nloss   %.4f%n%n"
            .formatted(
                metrics.images(), 100 * metrics.top1(), 100 * metrics.top5(), metrics.loss()));
    int width = classes.stream().mapToInt(String::length).max().orElse(0);
    width = Math.max(width, "class".length());
    text.append(
        padded("class", width)
            + "%8s %9s %9s %9s%n".formatted("images", "precision", "recall", "f1"));
    for (int c = 0; c < classes.size(); c++) {
      text.append(padded(classes.get(c), width))
          .append(
              "%8d %9s %9s %9s%n"
                  .formatted(
                      metrics.imagesOf(c),
                      share(metrics.precision(c)),
                      share(metrics.recall(c)),
                      share(metrics.f1(c))));
    }
    text.append(
        "%nconfusion: a row for each class, a column for what it was taken for%n".formatted());
    confusion(metrics.confusion(), classes, width, text);
    return text.toString();
  }

  private static void confusion(
      long[][] confusion, List<String> classes, int width, StringBuilder text) {
    int[] columns =
        classes.stream()
            .mapToInt(name -> Math.max(name.length(), Long.toString(largest(confusion)).length()))
            .toArray();
    text.append(padded("", width));
    for (int c = 0; c < columns.length; c++) {
      text.append(' ').append(" ".repeat(columns[c] - classes.get(c).length()));
      text.append(classes.get(c));
    }
    text.append('\n');
    for (int row = 0; row < confusion.length; row++) {
      text.append(padded(classes.get(row), width));
      for (int c = 0; c < columns.length; c++) {
        text.append((" %" + columns[c] + "d").formatted(confusion[row][c]));
      }
      text.append('\n');
    }
  }

  private static long largest(long[][] confusion) {
    long largest = 0;
    for (long[] row : confusion) {
      for (long count : row) {
        largest = Math.max(largest, count);
      }
    }
    return largest;
  }

  private static String padded(String name, int width) {
    return name + " ".repeat(width - name.length());
  }

  /** A share that is no number, for want of images, is left open. */
  private static String share(double value) {
    return Double.isNaN(value) ? "-" : "%.4f".formatted(value);
  }
}
