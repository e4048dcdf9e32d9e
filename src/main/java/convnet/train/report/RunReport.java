package convnet.train.report;

import convnet.data.DataSet;
import convnet.data.ImageStore;
import convnet.io.AtomicFile;
import convnet.model.drawing.Svg;
import convnet.nn.Network;
import convnet.train.EpochRecord;
import convnet.train.Metrics;
import convnet.train.Review;
import convnet.train.RunDirectory;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Writes {@code report.html}: how training went, and how the best model does on the validation
 * images. The sections on the best model are made when there is a better one, the rest after each
 * epoch.
 */
public final class RunReport {
  private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");

  private final RunDirectory run;
  private final DataSet data;
  private final Network network;
  private final ImageStore store;

  /** The sections on the best model; null before there is one. */
  private @Nullable String review;

  /**
   * @param run the directory for the page
   * @param data the training and validation images
   * @param network the network that is trained
   * @param store reads the images
   */
  public RunReport(RunDirectory run, DataSet data, Network network, ImageStore store) {
    this.run = run;
    this.data = data;
    this.network = network;
    this.store = store;
  }

  /** Whether the best model has been reviewed. */
  public boolean isReviewed() {
    return review != null;
  }

  /**
   * Makes the sections on the network, which is the best model now.
   *
   * @param found its results on the validation images; null if there are none
   */
  public void review(@Nullable Review found) throws IOException {
    Svg page = new Svg();
    if (found == null) {
      page.open("section").text("h2", "Validation images");
      page.text(
          "p",
          "There were none (--val or --val-split gives some), so this page cannot say how the"
              + " model does on images that it was not trained on.");
      page.close("section");
    } else {
      drawConfusion(page, found.metrics());
      page.open("section").text("h2", "Hardest images");
      page.text(
          "p",
          "The validation images with the highest loss: the true class in bold, below it the best"
              + " model's predictions.");
      new Gallery(data.validation(), store, data.classes()).draw(page, found.hardest());
      page.close("section");
    }
    drawFilters(page);
    review = page.toString();
  }

  private void drawConfusion(Svg page, Metrics metrics) throws IOException {
    ClassTable table = new ClassTable(metrics, data.classes());
    page.open("section").text("h2", "Classes");
    if (data.classes().size() <= ConfusionMatrix.MOST_CLASSES) {
      ConfusionMatrix matrix = new ConfusionMatrix(metrics, data.classes());
      page.open("figure")
          .text(
              "figcaption",
              "Confusion matrix of the best model: one row per true class, one column per"
                  + " predicted class, coloured by the share of the row.");
      page.open("div", "class", "scroll");
      page.open(
          "svg",
          "class",
          "matrix",
          "role",
          "img",
          "aria-label",
          "Confusion matrix; the table below it lists the most frequent confusions",
          "width",
          matrix.width(),
          "height",
          matrix.height(),
          "viewBox",
          "0 0 %.1f %.1f".formatted(matrix.width(), matrix.height()));
      matrix.draw(page);
      page.close("svg").close("div").close("figure");
    }
    page.open("div", "class", "columns");
    page.open("div");
    table.draw(page);
    page.close("div").open("div");
    table.drawPairs(page);
    page.close("div").close("div").close("section");
  }

  private void drawFilters(Svg page) throws IOException {
    Optional<FilterGrid> filters = FilterGrid.of(network);
    if (filters.isEmpty()) {
      return;
    }
    FilterGrid grid = filters.get();
    int all = grid.weights().shape().dim(0);
    page.open("section").text("h2", "First-layer filters");
    page.text(
        "p",
        "%s%,d filters of %s, each scaled from its smallest weight (black) to its largest (white)."
            .formatted(
                grid.shown() < all ? "The first %,d of ".formatted(grid.shown()) : "",
                all,
                grid.name()));
    page.empty(
        "img",
        "class",
        "filters",
        "src",
        DataUri.png(grid.picture()),
        "alt",
        "The filters of %s side by side".formatted(grid.name()));
    page.close("section");
  }

  /**
   * Writes the page.
   *
   * @param log the epochs so far, at least one
   * @param best the epoch of the best model, which has been reviewed
   * @param status the progress of the run, in words
   */
  public void write(List<EpochRecord> log, EpochRecord best, String status) throws IOException {
    JsonNode config = run.config().read();
    String title = "%s on %s".formatted(network.spec().name(), name(config.path("data")));
    Svg page = ReportPage.begin(title + " – convnet");
    page.open("header").text("h1", title);
    page.text(
        "p", "%s, written %s".formatted(status, LocalDateTime.now().format(WHEN)), "class", "soft");
    page.close("header");
    drawHeadline(page, log, best);
    drawCurves(page, log, best);
    page.raw(review == null ? "" : review);
    page.open("section").text("h2", "Recipe");
    RecipeTable.draw(page, config);
    page.close("section").open("section").text("h2", "Use the model");
    String model = quoted(run.best().toString());
    page.text(
        "pre",
        "convnet classify %s photo.jpg\nconvnet classify %s photos --evaluate"
            .formatted(model, model));
    page.close("section");
    String text = ReportPage.end(page);
    AtomicFile.write(run.report(), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Whether the page exists, undamaged as far as can be told, and has this status. */
  public boolean says(String status) throws IOException {
    try {
      return Files.exists(run.report())
          && Files.readString(run.report()).contains(status + ", written ");
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** What to call the data: the last part of the path that was typed. */
  private static String name(JsonNode data) {
    Path path = Path.of(data.asString("")).normalize().getFileName();
    return path == null || path.toString().isEmpty() ? data.asString("") : path.toString();
  }

  private void drawHeadline(Svg page, List<EpochRecord> log, EpochRecord best) {
    double seconds = log.stream().mapToDouble(EpochRecord::seconds).sum();
    double speed = speed(log);
    page.open("dl", "class", "headline");
    Double top1 = best.top1();
    Double top5 = best.top5();
    if (top1 != null && top5 != null) {
      figure(page, "top-1", percent(top1));
      figure(page, "top-5", percent(top5));
    }
    Double loss = best.valLoss();
    figure(
        page,
        loss == null ? "training loss" : "validation loss",
        "%.4f".formatted(loss == null ? best.trainLoss() : loss));
    figure(page, "best epoch", "%d of %d".formatted(best.epoch(), log.getLast().epoch()));
    figure(page, "images/s", "%,.0f".formatted(speed));
    figure(page, "time", duration(seconds));
    figure(page, "trained on", "%,d".formatted(data.training().size()));
    figure(page, "validated on", "%,d".formatted(data.validation().size()));
    figure(page, "parameters", "%,d".formatted(network.spec().parameterCount()));
    page.close("dl");
  }

  private static void figure(Svg page, String name, String value) {
    page.open("div").text("dt", name).text("dd", value).close("div");
  }

  private static void drawCurves(Svg page, List<EpochRecord> log, EpochRecord best) {
    List<Integer> epochs = log.stream().map(EpochRecord::epoch).toList();
    page.open("section").text("h2", "Training").open("div", "class", "charts");
    List<Curve> losses =
        List.of(
            curve("training", "first", log, EpochRecord::trainLoss),
            curve("validation", "second", log, EpochRecord::valLoss));
    new CurveChart("Loss", losses, Ticks::label, epochs, best.epoch()).draw(page);
    List<Curve> hits =
        List.of(
            curve("top-1", "second", log, EpochRecord::top1),
            curve("top-5", "third", log, EpochRecord::top5));
    new CurveChart("Accuracy", hits, RunReport::percent, epochs, best.epoch()).draw(page);
    List<Curve> rate = List.of(curve("of the epoch’s last step", "first", log, EpochRecord::lr));
    new CurveChart("Learning rate", rate, Ticks::label, epochs, best.epoch()).draw(page);
    page.close("div").close("section");
  }

  private static Curve curve(
      String name,
      String style,
      List<EpochRecord> log,
      Function<EpochRecord, @Nullable Double> of) {
    List<@Nullable Double> values = new ArrayList<>();
    log.forEach(epoch -> values.add(of.apply(epoch)));
    return new Curve(name, style, values);
  }

  /**
   * Images over time: epochs have as many images, so it is the harmonic mean of their rates. An
   * epoch of which a resumed run had only the validation left to do has none.
   */
  static double speed(List<EpochRecord> log) {
    double secondsPerImage =
        log.stream()
            .mapToDouble(EpochRecord::imagesPerSecond)
            .filter(speed -> speed > 0)
            .map(speed -> 1 / speed)
            .average()
            .orElse(Double.POSITIVE_INFINITY);
    return 1 / secondsPerImage;
  }

  private static String percent(double share) {
    return Ticks.label(Math.round(10_000 * share) / 100.0) + " %";
  }

  private static String duration(double seconds) {
    long s = Math.round(seconds);
    return s < 60
        ? "%.1f s".formatted(seconds)
        : s < 3600
            ? "%d min %d s".formatted(s / 60, s % 60)
            : "%d h %d min".formatted(s / 3600, s % 3600 / 60);
  }

  /** Quotes a path so that a shell takes it for one word. */
  private static String quoted(String path) {
    return path.matches("[\\w./+:@%-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
  }
}
