package convnet.cli;

import convnet.io.OutputFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** The options for feature maps and saliency maps, and where these go. */
final class InspectionOptions {
  private final CommandSpec command;
  @Nullable String layer;
  boolean saliency;
  @Nullable String output;
  @Nullable OutputFormat format;

  InspectionOptions(Options options) {
    command = options.command();
    options.text(
        "--feature-maps",
        "LAYER",
        given -> layer = given,
        "Write the output of this layer (name as printed by convnet shape) for each image: all"
            + " feature maps in one picture, each scaled from black to white.");
    options.flag(
        "--saliency",
        given -> saliency = given,
        "Write a saliency map for each image: the gradient of the most probable class's score"
            + " with respect to each pixel, overlaid on the image.");
    options.text(
        "-o, --output",
        "DIR",
        given -> output = given,
        "The directory for these pictures; created if missing.");
    options.word(
        "--format",
        "FORMAT",
        new FormatWords(),
        given -> format = given,
        "Format of these pictures: ${COMPLETION-CANDIDATES}. Number formats hold the unscaled"
            + " maps and gradients. Default: png.");
  }

  /** An option that asks for an inspection, to be named in messages. */
  String name() {
    return saliency ? "--saliency" : "--feature-maps";
  }

  /** Whether feature maps or saliency maps are asked for. */
  boolean isAskedFor() {
    return layer != null || saliency;
  }

  /**
   * @throws UsageException if these options do not go together
   */
  void check() {
    if (!isAskedFor() && (output != null || format != null)) {
      throw new UsageException(
          command,
          (output != null ? "--output" : "--format")
              + ": it is for the pictures of --feature-maps and --saliency: give one of these");
    }
    if (isAskedFor() && output == null) {
      throw new UsageException(
          command,
          "missing --output DIR/: %s needs a directory"
              .formatted(layer != null ? "--feature-maps" : "--saliency"));
    }
    if (saliency && "saliency".equals(layer)) {
      throw new UsageException(
          command,
          "--feature-maps saliency: --saliency writes files of this name: run them one"
              + " at a time");
    }
    if (output != null && (output.equals("-") || isFile(output))) {
      throw new UsageException(command, "--output %s: a directory is needed".formatted(output));
    }
  }

  private static boolean isFile(String output) {
    return Files.exists(Path.of(output)) && !Files.isDirectory(Path.of(output));
  }

  Path directory() {
    return Path.of(Objects.requireNonNull(output));
  }

  OutputFormat format() {
    return Objects.requireNonNullElse(format, OutputFormat.PNG);
  }
}
