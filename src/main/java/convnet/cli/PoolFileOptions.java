package convnet.cli;

import convnet.io.IntegerFiles;
import convnet.io.OutputFormat;
import convnet.tensor.IntTensor;
import convnet.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** The options for files besides INPUT and OUTPUT: the indices of maxima, and gradients. */
final class PoolFileOptions {
  static final String GRAD_INPUT = "--grad-input";
  private static final String GRAD_OUTPUT = "--grad-output";
  private static final String INDICES = "--indices";
  private static final String UNPOOL = "--unpool";
  private final CommandSpec command;
  @Nullable String indices;
  @Nullable String unpool;
  @Nullable String gradOutput;
  @Nullable String gradInput;

  PoolFileOptions(Options options) {
    command = options.command();
    options.text(
        INDICES,
        "FILE",
        given -> indices = given,
        "Write the position of each maximum, as return_indices: row x width + column in the image"
            + " without its padding, as whole numbers: npy or safetensors (int64), csv, txt, json"
            + " (max, adaptive-max).");
    options.text(
        UNPOOL,
        "INDICES",
        given -> unpool = given,
        "Undo pooling, as nn.MaxUnpool2d: put the values of INPUT at the positions in this file,"
            + " zeros elsewhere. The output size follows from -k, -s, -p and -d; if the pooled"
            + " image did not divide evenly, give its size with --output-size (max,"
            + " adaptive-max).");
    options.text(
        GRAD_OUTPUT,
        "FILE",
        given -> gradOutput = given,
        "Backward pass: read the gradient with respect to the output (same shape as the output)"
            + " from this file, of any kind that INPUT may be. Needs --grad-input.");
    options.text(
        GRAD_INPUT,
        "FILE",
        given -> gradInput = given,
        "Write the gradient with respect to INPUT to this file, format by extension; - is"
            + " standard output.");
  }

  /** Whether indices or gradients, which belong to a single INPUT, are asked for. */
  boolean areWritten() {
    return indices != null || gradOutput != null || gradInput != null;
  }

  /**
   * Refuses several inputs if indices or gradients are asked for.
   *
   * @throws UsageException if there are several
   */
  void checkInputs(InputOptions input) {
    if (indices != null) {
      input.requireOne(INDICES + " " + indices);
    } else if (gradOutput != null) {
      input.requireOne(GRAD_OUTPUT + " " + gradOutput);
    }
  }

  /**
   * Checks before any file is read whether these options go with each other and the rest.
   *
   * @throws UsageException if they do not
   * @throws IOException if one of the files cannot be written
   */
  void check(List<String> inputs, PoolingOptions pooling, OutputOptions output) throws IOException {
    if (indices != null) {
      pooling.requireMax(INDICES);
    }
    if (unpool != null) {
      pooling.requireMax(UNPOOL);
    }
    if (indices != null && unpool != null) {
      throw misuse("--indices %s: --unpool finds no maxima: leave one out".formatted(indices));
    } else if (gradInput != null && gradOutput == null) {
      throw misuse(
          "--grad-input %s: it needs --grad-output FILE, the gradient with respect to the output"
              .formatted(gradInput));
    } else if (gradOutput != null && gradInput == null) {
      throw misuse("--grad-output %s: say what to write: --grad-input FILE".formatted(gradOutput));
    } else if (InputOptions.STANDARD.equals(gradOutput) && inputs.contains(InputOptions.STANDARD)) {
      throw misuse("--grad-output -: standard input is INPUT already: name a file");
    }
    if (indices != null) {
      indicesFormat(indices);
      output.claim(INDICES, indices);
    }
    if (gradInput != null) {
      output.check(Map.of(GRAD_INPUT, gradInput));
    }
  }

  private OutputFormat indicesFormat(String file) {
    if (file.equals(InputOptions.STANDARD)) {
      throw misuse("--indices -: standard output is for --output alone: name a file");
    }
    String right = "whole numbers go into npy, safetensors, csv, txt or json";
    OutputFormat format;
    try {
      format = OutputFormat.ofFile(Path.of(file));
    } catch (IllegalArgumentException e) {
      throw misuse("--indices %s: its extension names no format: %s".formatted(file, right));
    }
    if (format.isPicture()) {
      throw misuse("--indices %s: a picture cannot hold them: %s".formatted(file, right));
    }
    return format;
  }

  /** Writes the indices of the maxima. */
  void writeIndices(String file, IntTensor tensor) throws IOException {
    IntegerFiles.write(Path.of(file), tensor, indicesFormat(file));
  }

  /**
   * Reads the indices for unpooling.
   *
   * @return (N, C, H, W)
   */
  IntTensor readIndices(String file) throws IOException {
    IntTensor tensor;
    try {
      tensor = IntegerFiles.read(file);
    } catch (IllegalArgumentException e) {
      throw misuse("--unpool " + e.getMessage());
    }
    Shape shape = tensor.shape();
    if (shape.rank() > 4) {
      throw misuse(
          "--unpool %s: indices of shape %s do not fit images: (C, H, W) or (N, C, H, W) is needed"
              .formatted(file, shape));
    }
    int[] dims = {1, 1, 1, 1};
    System.arraycopy(shape.dims(), 0, dims, 4 - shape.rank(), shape.rank());
    return tensor.reshape(new Shape(dims));
  }

  private UsageException misuse(String message) {
    return new UsageException(command, message);
  }
}
