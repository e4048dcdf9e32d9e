package convnet.cli;

import convnet.io.FileBytes;
import convnet.io.ImageLimits;
import convnet.io.MalformedFileException;
import convnet.io.SystemErrors;
import convnet.io.TensorFiles;
import convnet.io.TensorInput;
import convnet.op.filter.Kernel;
import convnet.op.filter.KernelText;
import convnet.op.filter.NamedKernel;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads kernels, weights and biases that are named on the command line. */
final class KernelArguments {
  /** The most bytes of a file that are read as text; a written kernel is much smaller. */
  private static final int LONGEST_TEXT = 1 << 20;

  /** ImageMagick's {@code "3x3: 0,-1,0 …"}. */
  private static final Pattern SIZED = Pattern.compile("[0-9x+]+\\s*:[\\s0-9eE.,;/+-]+");

  private KernelArguments() {}

  /**
   * A kernel given as numbers, a name or a file, tried in this order.
   *
   * @throws IllegalArgumentException with a one-line message, if it is none of these
   * @throws IOException if it is a file that cannot be read
   */
  static Kernel kernel(String text, ImageLimits limits) throws IOException {
    requireText(text);
    requireNoStandardInput(text);
    if (KernelText.isNumeric(text)) {
      return new Kernel("\"" + text + "\"", KernelText.parse(text));
    }
    if (NamedKernel.isNamed(text)) {
      return NamedKernel.of(text);
    }
    if (!isFile(text)) {
      if (SIZED.matcher(text).matches()) {
        throw new IllegalArgumentException(
            "a size is not needed: rows end with a semicolon, as in '0,-1,0; -1,5,-1; 0,-1,0'");
      }
      throw new IllegalArgumentException(
          "neither numbers, nor a name that --list-kernels knows, nor a file" + guess(text));
    }
    return new Kernel(text, plane(fromFile(text, limits)));
  }

  /**
   * Weights from {@code FILE} or {@code FILE:NAME}: (O, I/groups, kh, kw), or those of an nn.Conv1d
   * layer, (O, I/groups, k).
   *
   * @throws IllegalArgumentException if they are text, an image, or those of a layer that is no
   *     convolution
   * @throws IOException if they cannot be read
   */
  static Tensor weights(String text, ImageLimits limits) throws IOException {
    requireText(text);
    requireNoStandardInput(text);
    TensorInput read = TensorFiles.read(text, limits, false);
    if (read.kind() == TensorInput.Kind.TEXT || read.kind() == TensorInput.Kind.IMAGE) {
      throw new IllegalArgumentException(
          "weights are (O, I, kH, kW), in npy or safetensors: rows of numbers are a kernel, for"
              + " -k");
    }
    Tensor weights = read.tensor();
    Shape shape = weights.shape();
    if (shape.rank() == 2) {
      throw new IllegalArgumentException(
          "weights of %s are those of an nn.Linear layer: a convolution's are (O, I, kH, kW)"
              .formatted(shape));
    }
    return weights;
  }

  /** Biases as a 1-D tensor, given as numbers or as {@code FILE} or {@code FILE:NAME}. */
  static Tensor biases(String text, ImageLimits limits) throws IOException {
    requireText(text);
    requireNoStandardInput(text);
    Tensor biases;
    if (KernelText.isNumeric(text)) {
      biases = KernelText.parse(text);
    } else if (isFile(text)) {
      biases = fromFile(text, limits);
    } else {
      throw new IllegalArgumentException("neither numbers nor a file");
    }
    return biases.reshape(biases.size());
  }

  private static void requireText(String text) {
    if (text.chars().allMatch(c -> Character.isWhitespace(c) || c == ',' || c == ';')) {
      throw new IllegalArgumentException("it is empty");
    }
  }

  private static void requireNoStandardInput(String text) {
    if (text.equals(InputOptions.STANDARD)) {
      throw new IllegalArgumentException("standard input is for INPUT: name a file");
    }
  }

  /** The end of a message that suggests similar names; empty if there are none. */
  private static String guess(String text) {
    List<NamedKernel> similar = KernelGuess.of(text);
    return similar.isEmpty()
        ? ""
        : "; did you mean "
            + similar.stream().map(NamedKernel::syntax).collect(Collectors.joining(" or "))
            + "?";
  }

  /** Whether the text is {@code FILE} or {@code FILE:NAME} with an existing file. */
  private static boolean isFile(String text) {
    return Files.exists(Path.of(text)) || Files.isRegularFile(Path.of(beforeColon(text)));
  }

  private static String beforeColon(String text) {
    return text.substring(0, Math.max(0, text.lastIndexOf(':')));
  }

  /** The file in {@code FILE} or {@code FILE:NAME}; it need not exist. */
  static String file(String text) {
    return Files.exists(Path.of(text)) ? text : beforeColon(text);
  }

  private static Tensor fromFile(String text, ImageLimits limits) throws IOException {
    Path file = Path.of(text);
    if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
      byte[] bytes = FileBytes.read(file); // a pipe, which can be read only once
      int beginning = Math.min(bytes.length, LONGEST_TEXT + 1);
      Tensor written = written(text, new String(bytes, 0, beginning, StandardCharsets.UTF_8));
      return written != null ? written : TensorFiles.read(bytes, text, limits, true).tensor();
    }
    Tensor written = Files.isRegularFile(file) ? written(text, beginning(file)) : null;
    return written != null ? written : TensorFiles.read(text, limits, true).tensor();
  }

  /**
   * The numbers of a file written like an argument of -k, fractions included; null if it is not.
   */
  private static @Nullable Tensor written(String file, String content) throws IOException {
    if (!KernelText.isNumeric(content)) {
      return null;
    }
    if (content.length() > LONGEST_TEXT) {
      throw new MalformedFileException(file, "has more than 1 MiB of numbers as text: use npy");
    }
    try {
      return KernelText.parse(content);
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(file, String.valueOf(e.getMessage()), e);
    }
  }

  private static String beginning(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(LONGEST_TEXT + 1), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw SystemErrors.explain(file, e);
    }
  }

  /** The tensor as (kh, kw), a row if it is (kw); dimensions before the last two have to be 1. */
  private static Tensor plane(Tensor tensor) {
    Shape shape = tensor.shape();
    if (shape.rank() == 1) {
      return tensor.reshape(1, shape.dim(0));
    }
    if (shape.rank() < 2 || shape.size() != shape.height() * shape.width()) {
      throw new IllegalArgumentException(
          "a kernel is rows and columns of numbers, not a tensor of "
              + shape
              + ": --weights takes those of a layer");
    }
    return tensor.reshape(shape.height(), shape.width());
  }
}
