package convnet.cli;

import convnet.io.AtomicFile;
import convnet.train.Metrics;
import convnet.train.report.ConfusionDrawing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** The options {@code --evaluate} and {@code --confusion}. */
final class EvaluationOptions {
  private final CommandSpec command;
  private boolean evaluate;
  private @Nullable Path confusion;

  EvaluationOptions(Options options) {
    command = options.command();
    options.flag(
        "--evaluate",
        given -> evaluate = given,
        "Measure the accuracy: INPUT is a directory with one subdirectory per class.");
    options.path(
        "--confusion",
        "FILE.svg",
        given -> confusion = given,
        "With --evaluate: write a drawing of the confusion matrix to this SVG file.");
  }

  boolean isAskedFor() {
    return evaluate;
  }

  /**
   * @throws UsageException if these options do not go together
   * @throws IOException if the drawing cannot be written
   */
  void check() throws IOException {
    if (confusion == null) {
      return;
    }
    if (!evaluate) {
      throw new UsageException(command, "--confusion " + confusion + ": it goes with --evaluate");
    }
    if (!confusion.toString().toLowerCase(Locale.ROOT).endsWith(".svg")) {
      throw new UsageException(
          command,
          "--confusion " + confusion + ": the drawing is an SVG: the name must end in .svg");
    }
    AtomicFile.check(confusion);
  }

  /**
   * Checks that the confusion matrix can be drawn, if it is asked for.
   *
   * @throws UsageException if there are too many classes
   */
  void check(List<String> classes) {
    try {
      if (confusion != null) {
        ConfusionDrawing.check(classes);
      }
    } catch (IllegalArgumentException e) {
      throw new UsageException(command, "--confusion " + confusion + ": " + e.getMessage());
    }
  }

  /** Draws the confusion matrix, if it is asked for. */
  void draw(String network, Path data, Metrics metrics, List<String> classes) throws IOException {
    if (confusion != null) {
      Path name = data.toAbsolutePath().normalize().getFileName();
      String title = "%s on %s".formatted(network, name == null ? data : name);
      ConfusionDrawing.write(confusion, title, metrics, classes);
    }
  }
}
