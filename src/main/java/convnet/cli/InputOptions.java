package convnet.cli;

import convnet.io.ImageLimits;
import convnet.io.SystemErrors;
import convnet.io.TensorFiles;
import convnet.io.TensorInput;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;

/** The images or numbers that a command works on. */
final class InputOptions {
  /** Standard input as INPUT, standard output as OUTPUT. */
  static final String STANDARD = "-";

  /**
   * File names of standard output. Written as a file, it would be replaced and its content lost.
   */
  private static final Set<String> STANDARD_OUTPUT =
      Set.of("/dev/stdout", "/dev/fd/1", "/proc/self/fd/1");

  private final Console console;
  private final CommandSpec command;
  List<String> inputs = new ArrayList<>();

  /** The channels of the signals that an nn.Conv1d layer takes; 0 for images. */
  private int signalChannels;

  boolean gray;

  InputOptions(Options options, Console console) {
    this.console = console;
    command = options.command();
    options.parameters(
        0,
        "INPUT...",
        given -> inputs = given,
        "Image, npy, safetensors (FILE:NAME picks one tensor), JSON or text (rows of numbers; a"
            + " blank line separates channels), recognised by content; - is standard input.");
    options.flag("--gray", given -> gray = given, "Read images as one channel of grey (luma).");
  }

  /**
   * Reads tensors of this many rows as the signals of nn.Conv1d, (C, L) or (N, C, L), unless they
   * are images of as many channels.
   */
  void takeSignals(int channels) {
    signalChannels = channels;
  }

  /** Whether an output's name stands for standard output. */
  static boolean isStandardOutput(String name) {
    return STANDARD_OUTPUT.contains(name);
  }

  /** The inputs by name, at least one. */
  List<String> inputs() {
    if (inputs.isEmpty()) {
      throw new UsageException(
          command,
          "missing INPUT: a file, or - for standard input; see "
              + command.qualifiedName()
              + " --help");
    }
    if (inputs.contains("")) {
      throw new UsageException(command, "INPUT : it is empty");
    }
    return inputs;
  }

  /**
   * Refuses several inputs for an option that is about a single one.
   *
   * @param option the option with its value, for the message
   * @throws UsageException if there are several
   */
  void requireOne(String option) {
    if (inputs().size() > 1) {
      throw new UsageException(
          command,
          "%s: it is for one INPUT, not %d: run them one at a time"
              .formatted(option, inputs().size()));
    }
  }

  /**
   * Reads one input.
   *
   * @throws UsageException if it names a tensor that is not there, or none of several
   * @throws IOException if it cannot be read
   */
  TensorInput read(String input, ImageLimits limits) throws IOException {
    try {
      checkIsFile(input);
      TensorInput read =
          input.equals(STANDARD)
              ? TensorFiles.read(standardInput(), STANDARD, limits, gray)
              : TensorFiles.read(input, limits, gray);
      if (read.frames() > 1) {
        console.warn(input + ": " + read.frames() + " frames: only the first is read");
      }
      if (gray && read.kind() != TensorInput.Kind.IMAGE && inputs.contains(input)) {
        console.warn(input + ": --gray is for images: these numbers are read unchanged");
      }
      return read;
    } catch (IllegalArgumentException e) {
      throw new UsageException(command, String.valueOf(e.getMessage()));
    }
  }

  private byte[] standardInput() throws IOException {
    try {
      return console.in().readAllBytes();
    } catch (IOException e) {
      throw SystemErrors.explain(Path.of(STANDARD), e);
    }
  }

  private static void checkIsFile(String input) throws IOException {
    if (!input.equals(STANDARD) && Files.isDirectory(Path.of(input))) {
      throw new IOException(
          "%s: is a directory: name the files in it, as %s*"
              .formatted(input, input.endsWith("/") ? input : input + "/"));
    }
  }

  /**
   * The shape of an input as (N, C, H, W), with ones in front where it has fewer dimensions: a row
   * of numbers, or a matrix, is one channel.
   *
   * @throws IOException if it is empty, or has no dimensions or more than 4
   */
  Shape images(String input, Shape shape) throws IOException {
    String what = shape.rank() == 0 ? "a single number" : "a tensor of " + shape;
    if (shape.size() == 0) {
      throw new IOException("%s: it is empty: %s has no numbers".formatted(input, what));
    } else if (shape.rank() < 1 || shape.rank() > 4) {
      throw new IOException(
          "%s: %s is not an image: (W), (H, W), (C, H, W) or a batch (N, C, H, W) is needed"
              .formatted(input, what));
    }
    int[] dims = {1, 1, 1, 1};
    boolean isImage = shape.rank() == 3 && shape.dim(0) == signalChannels;
    if ((shape.rank() == 2 || shape.rank() == 3) && shape.height() == signalChannels && !isImage) {
      return Shape.of(shape.rank() == 3 ? shape.dim(0) : 1, signalChannels, 1, shape.width());
    }
    System.arraycopy(shape.dims(), 0, dims, 4 - shape.rank(), shape.rank());
    return new Shape(dims);
  }

  /** The tensor of an input, reshaped to (N, C, H, W). */
  Tensor images(String input, Tensor tensor) throws IOException {
    return tensor.reshape(images(input, tensor.shape()));
  }

  /**
   * The shape of an operation's result for an input.
   *
   * @param src the input's shape, (N, C, H, W)
   * @throws UsageException if the operation and the input do not go together
   */
  Shape outputShape(String input, Shape src, ImageOperation operation) {
    try {
      return operation.outputShape(src);
    } catch (IllegalArgumentException e) {
      throw new UsageException(command, input + ": " + e.getMessage());
    }
  }

  /**
   * Reads the gradient with respect to an output.
   *
   * @param output the output's shape, (N, C, H, W)
   * @throws UsageException if the gradient has another shape
   * @throws IOException if it cannot be read
   */
  Tensor gradient(String file, Shape output, ImageLimits limits) throws IOException {
    Tensor diffDst = images(file, read(file, limits).tensor());
    if (!diffDst.shape().equals(output)) {
      throw new UsageException(
          command,
          "--grad-output %s: the output is %s, so its gradient cannot be %s"
              .formatted(file, unbatched(output), unbatched(diffDst.shape())));
    }
    return diffDst;
  }

  /** The shape to show to users: without N if there is only one image. */
  static Shape unbatched(Shape images) {
    return images.dim(0) == 1 ? images.inner() : images;
  }

  /** The name, without extension, of the files made from this input. */
  static String stem(String input) {
    if (input.equals(STANDARD)) {
      return "stdin";
    }
    int colon = TensorFiles.nameStart(input);
    return colon < 0
        ? withoutExtension(Path.of(input))
        : withoutExtension(Path.of(input.substring(0, colon)))
            + "-"
            + input.substring(colon + 1).replace('/', '-');
  }

  /** The name of a file without its extension. */
  static String withoutExtension(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
