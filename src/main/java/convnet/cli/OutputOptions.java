package convnet.cli;

import convnet.io.OutputFormat;
import convnet.io.PartLoop;
import convnet.io.PictureRaster;
import convnet.io.TensorFiles;
import convnet.io.TensorInput;
import convnet.io.TensorInput.Kind;
import convnet.io.ValueMap;
import convnet.io.WriteOptions;
import convnet.kernel.Parallel;
import convnet.tensor.PlaneSource;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** The options for where a command's feature maps go, and in which format. */
final class OutputOptions {
  private static final String OUTPUT = "--output";

  /** What other programs call the maps. */
  private static final Map<String, String> MAPS_ELSEWHERE =
      Map.of(
          "clamp", "clip",
          "normalize", "scale",
          "stretch", "scale",
          "minmax", "scale",
          "absolute", "abs",
          "centre", "center");

  private final Console console;
  private final CommandSpec command;
  private final Targets targets = new Targets();
  private final LossyOutputWarnings losses;

  @Nullable String output;
  @Nullable OutputFormat format;
  @Nullable ValueMap map;
  @Nullable Integer bitDepth;
  @Nullable Integer quality;
  private PartLoop loop = PartLoop.IN_TURN;

  OutputOptions(Options options, Console console) {
    this.console = console;
    losses = new LossyOutputWarnings(console);
    command = options.command();
    options.text(
        "-o, --output",
        "OUTPUT",
        given -> output = InputOptions.isStandardOutput(given) ? InputOptions.STANDARD : given,
        "Output file, format by extension. DIR/ writes one file per feature map (a photo that"
            + " stays a photo is one file) and is required for several inputs; without --format"
            + " it is png for images, txt for text, json for JSON, and npy for npy and"
            + " safetensors. - is standard output, npy without --format. Without --output, text"
            + " inputs are printed as text.");
    options.word(
        "--format",
        "FORMAT",
        new FormatWords(),
        given -> format = given,
        "Output format, whatever the extension: ${COMPLETION-CANDIDATES}.");
    options.word(
        "--map",
        "MAP",
        Words.ofEnum(ValueMap.class, MAPS_ELSEWHERE),
        given -> map = given,
        "How values are mapped to a picture's range 0..1: clip cuts off what is beyond it; scale"
            + " stretches minimum to maximum; abs takes absolute values; center makes 0 mid-grey."
            + " Default: clip; pfm and tiff of 32 bits hold the values unchanged.");
    options.value(
        "--bit-depth",
        "N",
        Numbers.WHOLE,
        given -> bitDepth = given,
        "Bits per sample of a picture: 8, 16 (png, tiff, ppm, pgm), 32 (tiff, pfm). Default: 8,"
            + " for pfm 32.");
    options.value(
        "--quality",
        "N",
        Numbers.WHOLE,
        given -> quality = given,
        "Quality of a jpg, 1 to 100. Default: 92.");
  }

  /** {@code IN OUT}, as with other programs: a last input that does not exist was the output. */
  private static String outputAmong(List<String> inputs) {
    String last = inputs.getLast();
    String extension = last.substring(last.lastIndexOf('.') + 1);
    return OutputFormat.named(extension).isPresent() && !Files.exists(Path.of(last))
        ? "; %s does not exist: is it the output? -o %s".formatted(last, last)
        : "";
  }

  /** Encodes the output on these threads too. */
  void workOn(Parallel parallel) {
    loop = (parts, part) -> parallel.run(parts, (i, _) -> part.accept(i));
  }

  /**
   * Checks these options before any work is done.
   *
   * @throws UsageException if the inputs need another output, or the options do not fit it
   * @throws IOException if the output cannot be written
   */
  void check(List<String> inputs) throws IOException {
    writeOptions();
    boolean directory = output != null && isDirectory(output);
    if (inputs.size() > 1 && !directory) {
      throw misuse(
          output == null
              ? "missing --output DIR/: several inputs need a directory" + outputAmong(inputs)
              : "--output " + output + ": several inputs need a directory, -o DIR/");
    }
    checkStems(inputs);
    for (String input : inputs) {
      targets.readInput(input);
    }
    if (output == null && format != null) {
      refuseTerminal(format);
    }
    if (output == null || directory) {
      return;
    }
    OutputFormat as = format(output, Kind.IMAGE);
    claim(OUTPUT, output);
    if (output.equals(InputOptions.STANDARD)) {
      refuseTerminal(as);
    }
  }

  private void refuseTerminal(OutputFormat as) {
    if (console.outputIsTerminal() && !as.isText()) {
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
            "--output %s: %s and %s would both become %s there: run them one at a time"
                .formatted(output, other, input, InputOptions.stem(input)));
      }
    }
  }

  /**
   * Whether to write a result that may be left out: if there is an output, or INPUT was text.
   *
   * @throws UsageException if not, although options for the output are given
   */
  boolean isWanted(Kind input) {
    if (output != null || input == Kind.TEXT) {
      return true;
    } else if (format != null || map != null || bitDepth != null || quality != null) {
      String option =
          format != null
              ? "--format"
              : map != null ? "--map" : bitDepth != null ? "--bit-depth" : "--quality";
      throw misuse(option + ": it is for --output, which is missing");
    }
    return false;
  }

  /**
   * A raster to be filled with the result for an image, if that goes into one picture that can be
   * made band by band; null otherwise.
   *
   * @param maps (C, H, W)
   * @param onePicture as for {@link #write(String, TensorInput, Tensor, boolean)}
   */
  @Nullable PictureRaster raster(TensorInput input, Shape maps, boolean onePicture) {
    OutputFormat as = format(output, input.kind());
    boolean oneFile = output == null || !isDirectory(output) || isOneFile(input, maps, onePicture);
    return oneFile ? TensorFiles.raster(maps, input.opacity(), as, writeOptions(onePicture)) : null;
  }

  /** Writes a raster that {@link #raster} returned. */
  void write(String name, TensorInput input, PictureRaster raster) throws IOException {
    OutputFormat as = format(output, input.kind());
    losses.ofAlpha(
        name, input, raster.shape(), as, LossyOutputWarnings.whyNoAlpha(raster.shape(), false));
    if (LossyOutputWarnings.isWithoutNan(as, bitDepth)) {
      String file = output == null ? InputOptions.STANDARD : output;
      losses.ofPicture(file, raster.notNumbers(), raster.shape().size());
      losses.ofWhite(file, raster);
    }
    if (isStandardOutput()) {
      TensorFiles.write(console.out(), raster, as, writeOptions());
    } else {
      TensorFiles.write(file(name, as), raster, as, writeOptions());
    }
  }

  /**
   * Writes the result for an input.
   *
   * @param name the input as it was given
   * @param result (maps, H, W) or (N, maps, H, W)
   * @param onePicture whether the maps belong together in one file, where a picture can hold them
   */
  void write(String name, TensorInput input, Tensor result, boolean onePicture) throws IOException {
    OutputFormat as = format(output, input.kind());
    WriteOptions options = writeOptions(onePicture);
    boolean files =
        isDirectory(String.valueOf(output)) && !isOneFile(input, result.shape(), onePicture);
    boolean sheet = TensorFiles.isSheet(result.shape(), as, options);
    String reason = files ? "" : LossyOutputWarnings.whyNoAlpha(result.shape(), sheet);
    losses.ofAlpha(name, input, result.shape(), as, reason);
    String target = output == null ? InputOptions.STANDARD : output;
    losses.ofNumbers(target, result, as, bitDepth);
    boolean clips = map == null || map == ValueMap.CLIP || map == ValueMap.ABS;
    if (clips && LossyOutputWarnings.isWithoutNan(as, bitDepth)) {
      losses.ofWhite(target, result, map == ValueMap.ABS);
    }
    PlaneSource alpha = input.opacity();
    if (isStandardOutput()) {
      TensorFiles.write(console.out(), result, alpha, as, options);
    } else if (files) {
      Path directory = Path.of(String.valueOf(output));
      String stem = InputOptions.stem(name);
      TensorFiles.createDirectory(directory);
      for (Path file : TensorFiles.mapFiles(directory, stem, result, as)) {
        claimIn(directory, file, name);
      }
      TensorFiles.writeMaps(directory, stem, result, alpha, as, options);
    } else {
      TensorFiles.write(file(name, as), result, alpha, as, options);
    }
  }

  private boolean isStandardOutput() {
    return output == null || output.equals(InputOptions.STANDARD);
  }

  /**
   * The file for the result of an input. If the output is a directory, it is created if missing.
   */
  private Path file(String name, OutputFormat as) throws IOException {
    Path target = Path.of(String.valueOf(output));
    if (!isDirectory(String.valueOf(output))) {
      return target;
    }
    TensorFiles.createDirectory(target);
    Path file = target.resolve(InputOptions.stem(name) + "." + as.extension());
    claimIn(target, file, name);
    return file;
  }

  /**
   * Claims a file in the output directory; refuses one that is an input, is read by an option, or
   * has another input's result.
   */
  private void claimIn(Path directory, Path file, String name) throws IOException {
    String source = targets.input(file);
    String reader = targets.reader(file);
    String read = reader != null ? "the file that " + reader + " reads" : source;
    if (read != null) {
      throw misuse(
          read.equals(name)
              ? "--output %s: the result of %s would overwrite it: choose another directory, or -o %s"
                  .formatted(output, name, name)
              : "--output %s: the result of %s would overwrite %s: choose another directory"
                  .formatted(output, name, read));
    }
    String other = targets.claim(file, name);
    if (other != null) {
      throw misuse(
          "--output %s: %s, the result of %s, would overwrite that of %s: run them one at a time"
              .formatted(directory, file.getFileName(), name, other));
    }
  }

  /**
   * Registers a file that an option reads, so that no output replaces it. To be called before any
   * file is claimed.
   */
  void read(String option, @Nullable String file) throws IOException {
    if (file != null) {
      targets.read(option, file);
    }
  }

  /**
   * Claims a file that an option names, so that no other option writes it. INPUT may be replaced
   * only by {@code --output}.
   *
   * @throws UsageException if another option writes or reads it
   * @throws IOException if it cannot be written
   */
  void claim(String option, String file) throws IOException {
    String other = targets.claim(file, option);
    if (other != null) {
      throw misuse("%s %s: %s already writes to this file".formatted(option, file, other));
    }
    String reader = targets.reader(Path.of(file));
    if (reader != null || !option.equals(OUTPUT) && targets.input(Path.of(file)) != null) {
      String replaced = reader == null ? "INPUT" : "the file that " + reader + " reads";
      throw misuse(
          "%s %s: this would overwrite %s: choose another name".formatted(option, file, replaced));
    }
  }

  /** Three maps are the colours of one picture only if they were read from one. */
  private static boolean isOneFile(TensorInput input, Shape maps, boolean onePicture) {
    boolean colours = onePicture && input.kind() == Kind.IMAGE && isPicture(maps);
    return colours || isOneMap(maps);
  }

  /**
   * Writes a tensor into the file that another option names. On standard output it is text if INPUT
   * was text, else npy, unless {@code --format} is given.
   *
   * @param option the option that names the file, for messages
   * @param file {@code -} for standard output
   * @param input the kind of INPUT
   */
  void write(String option, String file, Kind input, Tensor tensor) throws IOException {
    OutputFormat as = format(option, file, input);
    losses.ofNumbers(file, tensor, as, bitDepth);
    if (file.equals(InputOptions.STANDARD)) {
      TensorFiles.write(console.out(), tensor, null, as, writeOptions(false));
    } else {
      TensorFiles.write(Path.of(file), tensor, null, as, writeOptions(false));
    }
  }

  /**
   * Checks before any work is done whether the files that other options name can be written, and
   * whether the options of this class apply to any of them.
   *
   * @param files by the option that names each, at least one
   * @throws UsageException if not
   * @throws IOException if one of them cannot be written
   */
  void check(Map<String, String> files) throws IOException {
    List<OutputFormat> formats = new ArrayList<>();
    for (Map.Entry<String, String> file : files.entrySet()) {
      formats.add(format(file.getKey(), file.getValue(), Kind.IMAGE));
      claim(file.getKey(), file.getValue());
    }
    formats.stream().filter(OutputFormat::isPicture).forEach(this::checkBitDepth);
    if (output == null) {
      if (format != null && files.values().stream().allMatch(OutputOptions::saysItsFormat)) {
        throw misuse(
            "--format %s: %s gives its format by its extension: leave one out"
                .formatted(Words.of(format), String.join(" and ", files.values())));
      }
      checkFit(
          Collections.min(
              formats,
              Comparator.comparing(as -> as == OutputFormat.JPG ? 0 : as.isPicture() ? 1 : 2)));
    }
  }

  /**
   * The format of a file that another option names: by its extension, as there may be several such
   * files, or {@code --format} if the extension names none.
   */
  private OutputFormat format(String option, String file, Kind input) {
    if (file.equals(InputOptions.STANDARD)) {
      OutputFormat usual = input == Kind.TEXT ? OutputFormat.TXT : OutputFormat.NPY;
      return format == null ? usual : format;
    }
    try {
      return OutputFormat.ofFile(Path.of(file));
    } catch (IllegalArgumentException e) {
      if (format != null) {
        return format;
      }
      throw misuse(option + " " + e.getMessage() + "; or name one with --format");
    }
  }

  private static boolean saysItsFormat(String file) {
    try {
      return !file.equals(InputOptions.STANDARD) && OutputFormat.ofFile(Path.of(file)) != null;
    } catch (IllegalArgumentException e) {
      return false;
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

  /** The format for the result of an input of this kind, checked against the other options. */
  private OutputFormat format(@Nullable String output, Kind input) {
    OutputFormat as = chosenFormat(output, input);
    checkFit(as);
    return as;
  }

  private void checkFit(OutputFormat as) {
    checkBitDepth(as);
    if (map != null && !as.isPicture()) {
      throw misuse(
          "--map %s: %s holds the numbers as they are: leave it out"
              .formatted(Words.of(map), as.extension()));
    }
    if (quality != null && as != OutputFormat.JPG) {
      throw misuse(
          "--quality %d: %s has no quality, only jpg has".formatted(quality, as.extension()));
    }
  }

  private OutputFormat chosenFormat(@Nullable String output, Kind input) {
    if (output == null && input != Kind.TEXT) {
      throw misuse(
          "missing --output OUTPUT: only text input is printed without it; -o - writes to"
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
        case JSON -> OutputFormat.JSON;
      };
    }
    return format("--output", output, input);
  }

  /**
   * @param onePicture whether the maps are the channels of a picture
   */
  private WriteOptions writeOptions(boolean onePicture) {
    return writeOptions()
        .withMaps(onePicture ? WriteOptions.Maps.COLOURS : WriteOptions.Maps.FEATURES);
  }

  private WriteOptions writeOptions() {
    if (quality != null && (quality < 1 || quality > 100)) {
      throw misuse("--quality " + quality + ": it is 1 to 100");
    }
    return new WriteOptions(
            map,
            bitDepth == null ? 0 : bitDepth,
            quality == null ? WriteOptions.DEFAULT.quality() : quality)
        .withLoop(loop);
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

  private UsageException misuse(String message) {
    return new UsageException(command, message);
  }
}
