package convnet.cli;

import convnet.io.ImageLimits;
import convnet.op.filter.Filter;
import convnet.op.filter.FilterParameters;
import convnet.op.filter.Kernel;
import convnet.op.filter.NamedKernel;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** The options for what an image is filtered with: kernels, or the filters of a layer. */
final class KernelOptions {
  private final CommandSpec command;
  private int signalChannels;
  List<String> kernels = new ArrayList<>();
  boolean list;
  boolean sum;
  @Nullable String weights;
  @Nullable String bias;
  boolean flip;
  boolean normalize;

  KernelOptions(Options options) {
    command = options.command();
    options.texts(
        "-k, --kernel",
        "KERNEL",
        () -> NamedKernel.names().iterator(),
        given -> kernels = given,
        "Name (--list-kernels), numbers such as \"1 2 1; 0 0 0; -1/2 -1 -1/2\", or a file. May"
            + " be repeated: K kernels on C channels give K x C feature maps, kernel by kernel.");
    options.flag(
        "--list-kernels", given -> list = given, "List the named kernels with their numbers.");
    options.flag(
        "--sum", given -> sum = given, "Add up the filtered channels: one feature map per kernel.");
    options.text(
        "--weights",
        "FILE[:NAME]",
        given -> weights = given,
        "Weights (O, I/groups, kH, kW) instead of -k, from npy or a tensor of a model; those of"
            + " an nn.Conv1d layer, (O, I/groups, k), become kernels of one row.");
    options.text(
        "--bias",
        "B|FILE[:NAME]",
        given -> bias = given,
        "Number to add to every feature map, or one per map such as \"1 2 3\"; also from a file.");
    options.flag(
        "--flip",
        given -> flip = given,
        "Rotate the kernels by 180 degrees: true convolution instead of cross-correlation.");
    options.flag(
        "--normalize",
        given -> normalize = given,
        "Divide each kernel by its sum, which keeps an image's brightness.");
  }

  /** Registers the files that are read, so that no output replaces them. */
  void noteFiles(OutputOptions output) throws IOException {
    for (String kernel : kernels) {
      output.read("--kernel", KernelArguments.file(kernel));
    }
    if (weights != null) {
      output.read("--weights", KernelArguments.file(weights));
    }
    if (bias != null) {
      output.read("--bias", KernelArguments.file(bias));
    }
  }

  /** Whether to use kernels rather than weights. */
  boolean areKernels() {
    return weights == null;
  }

  /** Whether the result has one feature map for each channel of the image. */
  boolean keepChannels() {
    return areKernels() && kernels.size() == 1 && !sum;
  }

  /**
   * The filter of these kernels or weights.
   *
   * @throws UsageException if they are invalid, or do not go together with the parameters
   * @throws IOException if a file cannot be read
   */
  Filter filter(FilterParameters parameters, ImageLimits limits) throws IOException {
    if (weights == null) {
      List<Kernel> resolved = new ArrayList<>();
      for (String text : kernels) {
        resolved.add(kernel(text, limits));
      }
      return Filter.of(resolved, sum, parameters);
    }
    try {
      Tensor read = KernelArguments.weights(weights, limits);
      Shape shape = read.shape();
      if (shape.rank() == 3) {
        signalChannels = shape.dim(1) * parameters.groups();
        read = read.reshape(shape.dim(0), shape.dim(1), 1, shape.dim(2));
      }
      Tensor flipped = flip ? Kernel.flipped(read) : read;
      return Filter.of(normalize ? parameters.normalized(flipped) : flipped, parameters);
    } catch (IllegalArgumentException e) {
      throw misuse("--weights", weights, e);
    }
  }

  /**
   * The input channels of the nn.Conv1d layer whose weights {@link #filter} has read, which lie
   * along a row; 0 if they are of no such layer.
   */
  int signalChannels() {
    return signalChannels;
  }

  /** The biases as a 1-D tensor; null if none were given. */
  @Nullable Tensor biases(ImageLimits limits) throws IOException {
    try {
      return bias == null ? null : KernelArguments.biases(bias, limits);
    } catch (IOException e) {
      throw new IOException("--bias " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw misuse("--bias", bias, e);
    }
  }

  /** Checks before any file is read whether the options go together. */
  void check() {
    if (kernels.isEmpty() && weights == null) {
      throw misuse("missing --kernel KERNEL: a name, numbers or a file; or --weights FILE");
    } else if (!kernels.isEmpty() && weights != null) {
      throw misuse("--weights " + weights + ": these take the place of --kernel: leave one out");
    } else if (weights != null && sum) {
      throw misuse("--sum: the filters of --weights add up the channels anyway: leave it out");
    }
  }

  private Kernel kernel(String text, ImageLimits limits) throws IOException {
    try {
      Kernel kernel = KernelArguments.kernel(text, limits);
      return new Kernel(kernel.name(), prepared(kernel.values()));
    } catch (IllegalArgumentException e) {
      throw misuse("--kernel", text, e);
    }
  }

  /** The kernel flipped and normalized, if asked for. */
  private Tensor prepared(Tensor values) {
    Tensor flipped = flip ? Kernel.flipped(values) : values;
    return normalize ? Kernel.normalized(flipped) : flipped;
  }

  /** What is wrong with an option's value, which is named once even if the message names it too. */
  private UsageException misuse(String option, @Nullable String value, IllegalArgumentException e) {
    String message = String.valueOf(e.getMessage());
    String file = value + ": ";
    return misuse(option + " " + (message.startsWith(file) ? message : file + message));
  }

  private UsageException misuse(String message) {
    return new UsageException(command, message);
  }
}
