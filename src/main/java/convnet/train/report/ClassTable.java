package convnet.train.report;

import convnet.model.drawing.Svg;
import convnet.train.Confusion;
import convnet.train.Metrics;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Tables of the classes: how well each is recognised, and which are confused most. */
record ClassTable(Metrics metrics, List<String> classes) {
  private static final int MOST_PAIRS = 20;

  /** Draws a table of the classes, those with the lowest F1 first. */
  void draw(Svg page) {
    page.open("div", "class", "scroll").open("table", "class", "sortable");
    page.text("caption", "Click a heading to sort.", "class", "script");
    heading(page, "class", "images", "precision", "recall", "F1");
    page.open("tbody");
    IntStream.range(0, classes.size())
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(metrics::f1).thenComparing(c -> c))
        .forEach(
            c -> {
              page.open("tr").text("th", classes.get(c), "scope", "row");
              page.text("td", "%d".formatted(metrics.imagesOf(c)));
              share(page, metrics.precision(c));
              share(page, metrics.recall(c));
              share(page, metrics.f1(c));
              page.close("tr");
            });
    page.close("tbody").close("table").close("div");
  }

  /**
   * Draws a table of which class is taken for which, most often first; if there are no mistakes,
   * says so.
   */
  void drawPairs(Svg page) {
    List<Confusion> pairs = Confusion.mostFrequent(metrics, MOST_PAIRS);
    if (pairs.isEmpty()) {
      page.text("p", "No image was misclassified.");
      return;
    }
    page.open("div", "class", "scroll").open("table");
    page.text("caption", "The most frequent confusions");
    heading(page, "class", "predicted", "images", "share");
    page.open("tbody");
    for (Confusion pair : pairs) {
      page.open("tr").text("th", classes.get(pair.label()), "scope", "row");
      page.text("td", classes.get(pair.takenFor()), "class", "name");
      page.text("td", "%d".formatted(pair.count()));
      share(page, (double) pair.count() / metrics.imagesOf(pair.label()));
      page.close("tr");
    }
    page.close("tbody").close("table").close("div");
  }

  private static void heading(Svg page, String... names) {
    page.open("thead").open("tr");
    for (String name : names) {
      page.text("th", name, "scope", "col");
    }
    page.close("tr").close("thead");
  }

  /** Draws a share in percent; a dash if it is NaN because there are no images. */
  private static void share(Svg page, double value) {
    page.text("td", Double.isNaN(value) ? "–" : "%.1f %%".formatted(100 * value));
  }
}
