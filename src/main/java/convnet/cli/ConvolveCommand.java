package convnet.cli;

import convnet.io.ImageLimits;
import convnet.kernel.Compute;
import convnet.op.Padding;
import convnet.op.PaddingMode;
import convnet.op.Size;
import convnet.op.filter.Filter;
import convnet.op.filter.FilterBank;
import convnet.op.filter.FilterParameters;
import convnet.op.filter.ImageFilter;
import convnet.op.filter.Kernel;
import convnet.op.filter.Reduction;
import convnet.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code convnet convolve}. */
@Command(
    name = "convolve",
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Filter images with kernels, or with the filters of a convolutional layer.",
      "",
      "This is nn.Conv2d: the kernel is laid on the image as it is written, not turned over"
          + " (--flip does that). With -k every channel is filtered by itself, so a photo stays a"
          + " photo.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  convnet convolve -k gaussian:2 photo.jpg -o soft.jpg",
      "  convnet convolve -k sobel-x -k sobel-y --reduce magnitude --gray photo.jpg -o edges.png",
      "  convnet convolve -k \"0 -1 0; -1 5 -1; 0 -1 0\" *.jpg -o sharp/",
      "  convnet convolve --weights model.safetensors:features.0.weight -s 4 -p 2 photo.jpg -o"
          + " maps.png",
      "  echo \"1 2 3 4 5\" | convnet convolve -k \"1 1\" -p 0 -"
    })
public final class ConvolveCommand implements Callable<Integer> {
  private final Console console;

  @Spec private CommandSpec command;
  @Mixin private final InputOptions input;

  @Option(
      names = {"-k", "--kernel"},
      paramLabel = "KERNEL",
      order = 1,
      description =
          "Name (--list-kernels), numbers such as \"1 2 1; 0 0 0; -1/2 -1 -1/2\", or a file. May"
              + " be repeated: K kernels on C channels give K x C feature maps, kernel by kernel.")
  List<String> kernels = new ArrayList<>();

  @Option(
      names = "--list-kernels",
      order = 2,
      description = "Show the kernels that have a name, with their numbers.")
  boolean listKernels;

  @Option(
      names = "--sum",
      order = 3,
      description = "Add the filtered channels up: one feature map for each kernel.")
  boolean sum;

  @Option(
      names = "--weights",
      paramLabel = "FILE[:NAME]",
      order = 4,
      description =
          "Weights (O, I/groups, kH, kW) in place of -k, from npy or a tensor of a model.")
  @Nullable String weights;

  @Option(
      names = "--bias",
      paramLabel = "B|FILE[:NAME]",
      order = 5,
      description =
          "Number to add to every feature map, or \"1 2 3\", one for each; also from a file.")
  @Nullable String bias;

  @Option(
      names = {"-s", "--stride"},
      paramLabel = "SIZE",
      order = 10,
      converter = SizeConverter.class,
      description =
          "From one window to the next: 2, or 2x1, height first, as in all sizes. Default: 1.")
  Size stride = Size.of(1);

  @Mixin private final DilationOptions dilation = new DilationOptions();

  @Option(
      names = "--groups",
      paramLabel = "N",
      order = 14,
      description = "Split the channels into groups, each with filters of its own (--weights).")
  int groups = 1;

  @Option(
      names = {"-p", "--padding"},
      paramLabel = "SIZE|same|valid",
      order = 15,
      converter = PaddingConverter.class,
      completionCandidates = PaddingConverter.class,
      description =
          "Rows and columns put around the image; same keeps its size, valid is 0. Default: same"
              + " with -k, 0 with --weights.")
  PaddingConverter.@Nullable Choice padding;

  @Option(
      names = "--padding-mode",
      paramLabel = "MODE",
      order = 16,
      converter = PaddingModeWords.class,
      completionCandidates = PaddingModeWords.class,
      description =
          "What stands there: zeros, reflect (mirror, edge not repeated), replicate (edge"
              + " repeated), circular, symmetric (mirror, edge repeated). Default: replicate with"
              + " -k, zeros with --weights.")
  @Nullable PaddingMode paddingMode;

  @Option(
      names = "--flip",
      order = 20,
      description = "Turn the kernels over: the convolution of mathematics.")
  boolean flip;

  @Option(
      names = "--normalize",
      order = 21,
      description = "Divide each kernel by its sum, which keeps an image's brightness.")
  boolean normalize;

  @Option(
      names = "--reduce",
      paramLabel = "HOW",
      order = 22,
      converter = ReductionWords.class,
      completionCandidates = ReductionWords.class,
      description = "Make one map out of all: ${COMPLETION-CANDIDATES}.")
  @Nullable Reduction reduction;

  @Mixin private final OutputOptions output;
  @Mixin private final CommonOptions common;

  ConvolveCommand(Console console) {
    this.console = console;
    this.input = new InputOptions(console);
    this.output = new OutputOptions(console);
    this.common = new CommonOptions(console);
  }

  /** The words for reductions. */
  static final class ReductionWords extends Words.OfEnum<Reduction> {
    ReductionWords() {
      super(Reduction.class);
    }
  }

  @Override
  public Integer call() throws IOException {
    if (listKernels) {
      console.print(KernelList.text());
      return ExitCode.DONE;
    }
    ImageLimits limits = new ImageLimits(common.maxPixels());
    output.check(input.inputs());
    checkCombination();
    Filter filter = filter(limits);
    Tensor biases = bias == null ? null : biases(bias, limits);
    boolean keepsChannels = weights == null && kernels.size() == 1 && !sum && reduction == null;
    try (Compute compute = Compute.create(common.threads())) {
      ImageOperation operation = new Filtering(filter, biases, reduction, keepsChannels, compute);
      new ImageJob(command, input, output, operation).run(limits);
    }
    return ExitCode.DONE;
  }

  private void checkCombination() {
    if (kernels.isEmpty() == (weights == null)) {
      throw misuse(
          kernels.isEmpty()
              ? "missing --kernel KERNEL: a name, numbers or a file; or --weights FILE"
              : "--weights " + weights + ": these take the place of --kernel: leave one out");
    }
    if (weights != null && sum) {
      throw misuse("--sum: the filters of --weights add channels up anyway: leave it out");
    }
    if (weights == null && groups != 1) {
      throw misuse(
          "--groups %d: with --kernel every channel is by itself: it needs --weights"
              .formatted(groups));
    }
    if (groups < 1) {
      throw misuse("--groups " + groups + ": it is at least 1");
    }
    if (stride.height() == 0 || stride.width() == 0) {
      throw misuse("--stride " + stride + ": it is at least 1");
    }
    if (PaddingConverter.Choice.SAME.equals(padding) && !stride.equals(Size.of(1))) {
      throw misuse(
          "--padding same: the size cannot stay the same with --stride %s: give a number"
              .formatted(stride));
    }
  }

  private Filter filter(ImageLimits limits) throws IOException {
    if (weights != null) {
      PaddingConverter.Choice around = padding == null ? PaddingConverter.Choice.NONE : padding;
      return bank(weights, parameters(around.padding(), PaddingMode.ZEROS), limits);
    }
    PaddingConverter.Choice around = padding == null ? PaddingConverter.Choice.SAME : padding;
    List<Kernel> resolved = new ArrayList<>();
    for (String text : kernels) {
      resolved.add(kernel(text, limits));
    }
    return new ImageFilter(resolved, parameters(around.padding(), PaddingMode.REPLICATE), sum);
  }

  private FilterParameters parameters(@Nullable Padding around, PaddingMode defaultMode) {
    PaddingMode mode = paddingMode == null ? defaultMode : paddingMode;
    return new FilterParameters(stride, around, dilation.dilation(), groups, mode);
  }

  private Kernel kernel(String text, ImageLimits limits) throws IOException {
    try {
      Kernel kernel = KernelArguments.kernel(text, limits);
      Kernel turned = flip ? kernel.flipped() : kernel;
      return normalize ? turned.normalized() : turned;
    } catch (IllegalArgumentException e) {
      throw misuse("--kernel " + text + ": " + e.getMessage());
    }
  }

  private FilterBank bank(String text, FilterParameters parameters, ImageLimits limits)
      throws IOException {
    try {
      Tensor numbers = KernelArguments.weights(text, limits);
      if (flip && numbers.shape().rank() == 4) {
        numbers = Kernel.flipped(numbers);
      }
      if (normalize && numbers.shape().rank() == 4) {
        Tensor normalized = Tensor.zeros(numbers.shape());
        for (int i = 0; i < numbers.shape().dim(0); i++) {
          normalized.slice(i).copyFrom(Kernel.normalized(numbers.slice(i)));
        }
        numbers = normalized;
      }
      return new FilterBank(numbers, parameters);
    } catch (IllegalArgumentException e) {
      throw misuse("--weights " + text + ": " + e.getMessage());
    }
  }

  private Tensor biases(String text, ImageLimits limits) throws IOException {
    try {
      return KernelArguments.biases(text, limits);
    } catch (IllegalArgumentException e) {
      throw misuse("--bias " + text + ": " + e.getMessage());
    }
  }

  private Misuse misuse(String message) {
    return new Misuse(command, message);
  }
}
