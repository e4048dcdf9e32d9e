package convnet.cli;

import convnet.io.AtomicFile;
import convnet.io.OutputFormat;
import convnet.io.TensorFiles;
import convnet.io.TensorInput;
import convnet.io.TensorInput.Kind;
import convnet.io.ValueMap;
import convnet.io.WriteOptions;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Where the feature maps that a command makes go, and in which format. */
final class OutputOptions {
  private final Console console;

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUTPUT",
      order = 50,
      description =
          "File, its format by its extension; DIR/ for a file of each feature map, and for several"
              + " inputs; - for standard output, where text goes by itself.")
  @Nullable String output;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      order = 51,
      converter = FormatWords.class,
      completionCandidates = FormatWords.class,
      description = "Format, whatever the name: ${COMPLETION-CANDIDATES}.")
  @Nullable OutputFormat format;

  @Option(
      names = "--map",
      paramLabel = "MAP",
      order = 52,
      converter = MapWords.class,
      completionCandidates = MapWords.class,
      description =
          "How numbers become a picture's 0..1: clip cuts off, scale stretches from the least to"
              + " the greatest, abs drops signs, center makes 0 mid-grey. Default: clip.")
  @Nullable ValueMap map;

  @Option(
      names = "--bit-depth",
      paramLabel = "N",
      order = 53,
      description = "Bits of a picture's samples: 8, 16 (png, tiff, ppm), 32 (tiff). Default: 8.")
  @Nullable Integer bitDepth;

  @Option(
      names = "--quality",
      paramLabel = "N",
      order = 54,
      description = "Quality of a jpg, 1 to 100. Default: 92.")
  @Nullable Integer quality;

  OutputOptions(Console console) {
    this.console = console;
  }

  /** The words for formats. */
  static final class FormatWords extends Words<OutputFormat> {
    FormatWords() {
      super(List.of(OutputFormat.values()), OutputFormat::extension);
    }
  }

  /** The words for maps. */
  static final class MapWords extends Words.OfEnum<ValueMap> {
    MapWords() {
      super(ValueMap.class);
    }
  }

  /**
   * Finds out before any work is done what would be wrong with these options.
   *
   * @throws Misuse if the inputs need another output, or the options do not fit it
   * @throws IOException if the output cannot be written
   */
  void check(List<String> inputs) throws IOException {
    writeOptions();
    if (output != null && output.isEmpty()) {
      throw misuse("--output : it is empty");
    }
    boolean directory = output != null && isDirectory(output);
    if (inputs.size() > 1 && !directory) {
      throw misuse(
          output == null
              ? "missing --output DIR/: several inputs need a directory"
              : "--output " + output + ": several inputs need a directory, -o DIR/");
    }
    checkStems(inputs);
    if (output == null) {
      return;
    } else if (directory) {
      inputs.forEach(this::checkSurvives);
      return;
    }
    OutputFormat as = format(output, Kind.IMAGE);
    if (!output.equals(InputOptions.STANDARD)) {
      AtomicFile.check(Path.of(output));
    } else if (console.outputIsTerminal() && !as.isText()) {
      throw misuse(
          "--output -: %s is not for a terminal: name a file, or send it through a pipe"
              .formatted(as.extension()));
    }
  }

  private void checkStems(List<String> inputs) {
    Map<String, String> inputsByStem = new HashMap<>();
    for (String input : inputs) {
      String other = inputsByStem.put(InputOptions.stem(input), input);
      if (other != null) {
        throw misuse(
            "--output %s: %s and %s would both become %s there: one at a time"
                .formatted(output, other, input, InputOptions.stem(input)));
      }
    }
  }

  /**
   * Writes what has become of an input.
   *
   * @param name the input as it was given
   * @param result (maps, H, W) or (N, maps, H, W)
   * @param onePicture whether the maps belong together in one file, where a picture can hold them
   */
  void write(String name, TensorInput input, Tensor result, boolean onePicture) throws IOException {
    OutputFormat as = format(output, input.kind());
    warnOfLostAlpha(name, input, result.shape(), as);
    if (output == null || output.equals(InputOptions.STANDARD)) {
      TensorFiles.write(console.out(), result, input.alpha(), as, writeOptions());
    } else if (!isDirectory(output)) {
      TensorFiles.write(Path.of(output), result, input.alpha(), as, writeOptions());
    } else {
      Path directory = Path.of(output);
      String stem = InputOptions.stem(name);
      if (isOneMap(result.shape()) || (onePicture && isPicture(result.shape()))) {
        TensorFiles.createDirectory(directory);
        Path file = directory.resolve(stem + "." + as.extension());
        TensorFiles.write(file, result, input.alpha(), as, writeOptions());
      } else {
        TensorFiles.writeMaps(directory, stem, result, as, writeOptions());
      }
    }
  }

  private static boolean isOneMap(Shape shape) {
    return shape.size() == shape.height() * shape.width();
  }

  private static boolean isPicture(Shape shape) {
    return shape.rank() == 3 && (shape.channels() == 3 || shape.channels() == 4);
  }

  private static boolean isDirectory(String output) {
    return output.endsWith("/") || Files.isDirectory(Path.of(output));
  }

  /** Refuses a directory in which an input would be replaced by what becomes of it. */
  private void checkSurvives(String input) {
    List<OutputFormat> possible =
        format != null
            ? List.of(format)
            : List.of(OutputFormat.PNG, OutputFormat.NPY, OutputFormat.TXT);
    for (OutputFormat as : possible) {
      String name = InputOptions.stem(input) + "." + as.extension();
      if (isSameFile(Path.of(String.valueOf(output), name), Path.of(input))) {
        throw misuse(
            "--output %s: %s would be replaced there by its result: another directory, or -o %s"
                .formatted(output, input, input));
      }
    }
  }

  private static boolean isSameFile(Path one, Path other) {
    try {
      return Files.exists(one) && Files.isSameFile(one, other);
    } catch (IOException e) {
      // What is wrong with it will be said when it is read.
      return false;
    }
  }

  /** Says that transparency is lost, where there is any. */
  private void warnOfLostAlpha(String name, TensorInput input, Shape result, OutputFormat as) {
    Tensor alpha = input.alpha();
    if (alpha == null || !as.isPicture() || isOpaque(alpha)) {
      return;
    }
    if (!as.holdsAlpha()) {
      console.warn(name + ": its transparency is dropped: " + as.extension() + " has none");
    } else if (!alpha.shape().inner().equals(result.inner())) {
      console.warn(name + ": its transparency is dropped: the result has another size");
    }
  }

  private static boolean isOpaque(Tensor alpha) {
    for (float value : alpha.toArray()) {
      if (value < 1) {
        return false;
      }
    }
    return true;
  }

  /** The format in which the result of such an input is written, into which the options fit. */
  private OutputFormat format(@Nullable String output, Kind input) {
    OutputFormat as = chosenFormat(output, input);
    checkBitDepth(as);
    if (map != null && !as.isPicture()) {
      throw misuse(
          "--map %s: %s holds the numbers as they are: leave it out"
              .formatted(Words.of(map), as.extension()));
    }
    if (quality != null && as != OutputFormat.JPG) {
      throw misuse("--quality %d: %s has none, jpg has".formatted(quality, as.extension()));
    }
    return as;
  }

  private OutputFormat chosenFormat(@Nullable String output, Kind input) {
    if (output == null && input != Kind.TEXT) {
      throw misuse(
          "missing --output OUTPUT: only numbers as text are printed unasked; -o - prints to"
              + " standard output");
    } else if (format != null) {
      return format;
    } else if (output == null) {
      return OutputFormat.TXT;
    } else if (output.equals(InputOptions.STANDARD)) {
      return OutputFormat.NPY;
    } else if (isDirectory(output)) {
      return switch (input) {
        case IMAGE -> OutputFormat.PNG;
        case TEXT -> OutputFormat.TXT;
        case NPY, SAFETENSORS -> OutputFormat.NPY;
      };
    }
    try {
      return OutputFormat.ofFile(Path.of(output));
    } catch (IllegalArgumentException e) {
      throw misuse("--output " + e.getMessage() + "; or name one with --format");
    }
  }

  private WriteOptions writeOptions() {
    if (quality != null && (quality < 1 || quality > 100)) {
      throw misuse("--quality " + quality + ": it is 1 to 100");
    }
    return new WriteOptions(
        map,
        bitDepth == null ? 0 : bitDepth,
        quality == null ? WriteOptions.DEFAULT.quality() : quality);
  }

  private void checkBitDepth(OutputFormat as) {
    if (bitDepth != null && !as.isPicture()) {
      throw misuse(
          "--bit-depth %d: %s holds the numbers as they are: leave it out"
              .formatted(bitDepth, as.extension()));
    }
    if (bitDepth != null && !as.bitDepths().contains(bitDepth)) {
      List<String> possible = as.bitDepths().stream().map(String::valueOf).toList();
      throw misuse(
          "--bit-depth %d: %s can have %s"
              .formatted(bitDepth, as.extension(), String.join(" or ", possible)));
    }
  }

  private Misuse misuse(String message) {
    return new Misuse(command, message);
  }
}
