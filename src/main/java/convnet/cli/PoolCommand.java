package convnet.cli;

import convnet.io.ImageLimits;
import convnet.kernel.Compute;
import convnet.op.PoolingParameters;
import convnet.op.Size;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code convnet pool}. */
@Command(
    name = "pool",
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Make images smaller: one number for each window, channel by channel.",
      "",
      "The results are those of nn.MaxPool2d, nn.AvgPool2d and nn.AdaptiveAvgPool2d.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  convnet pool photo.jpg -o half.png",
      "  convnet pool --type avg -k 4 photo.jpg -o quarter.jpg",
      "  convnet pool --type adaptive-avg --output-size 6x8 photo.jpg -o mosaic.png",
      "  convnet pool -k 3 -s 2 --ceil-mode maps.npy -o pooled.npy",
      "  printf '1 2 3 4\\n5 6 7 8\\n' | convnet pool -"
    })
public final class PoolCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private final InputOptions input;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      order = 1,
      converter = TypeWords.class,
      completionCandidates = TypeWords.class,
      description =
          "What stands for a window: max, avg, or adaptive-avg, whose windows are as large as"
              + " --output-size asks for. Default: max.")
  PoolingType type = PoolingType.MAX;

  @Option(
      names = {"-k", "--kernel-size"},
      paramLabel = "SIZE",
      order = 2,
      converter = SizeConverter.class,
      description = "The windows: 3, or 3x5, height first, as in all sizes. Default: 2.")
  @Nullable Size kernel;

  @Option(
      names = {"-s", "--stride"},
      paramLabel = "SIZE",
      order = 3,
      converter = SizeConverter.class,
      description = "From one window to the next. Default: the kernel size.")
  @Nullable Size stride;

  @Option(
      names = {"-p", "--padding"},
      paramLabel = "SIZE",
      order = 4,
      converter = SizeConverter.class,
      description =
          "Rows and columns around the image, at most half of the kernel; they are never the"
              + " maximum. Default: 0.")
  @Nullable Size padding;

  @Mixin private final DilationOptions dilation = new DilationOptions();

  @Option(
      names = "--ceil-mode",
      order = 20,
      description = "Round the number of windows up: the last ones may hang over the edge.")
  boolean ceilMode;

  @Option(
      names = "--no-count-include-pad",
      order = 21,
      description = "Divide by the pixels inside the image only (avg).")
  boolean noCountIncludePad;

  @Option(
      names = "--divisor",
      paramLabel = "N",
      order = 22,
      description = "Divide every sum by this (avg).")
  @Nullable Integer divisor;

  @Option(
      names = "--output-size",
      paramLabel = "SIZE",
      order = 23,
      converter = SizeConverter.class,
      description = "Size of the result (adaptive-avg).")
  @Nullable Size outputSize;

  @Mixin private final AnimationOptions animation = new AnimationOptions();
  @Mixin private final OutputOptions output;
  @Mixin private final CommonOptions common;
  private final Console console;

  PoolCommand(Console console) {
    this.console = console;
    this.input = new InputOptions(console);
    this.output = new OutputOptions(console);
    this.common = new CommonOptions(console);
  }

  /** The words for types. */
  static final class TypeWords extends Words.OfEnum<PoolingType> {
    TypeWords() {
      super(PoolingType.class);
    }
  }

  @Override
  public Integer call() throws IOException {
    output.check(input.inputs());
    checkCombination();
    try (Compute compute = Compute.create(common.threads())) {
      ImageOperation operation =
          switch (type) {
            case MAX -> new Poolings.Max(windows(), compute);
            case AVG ->
                new Poolings.Average(
                    windows(), !noCountIncludePad, divisor == null ? 0 : divisor, compute);
            case ADAPTIVE_AVG -> new Poolings.AdaptiveAverage(adaptiveSize(), compute);
          };
      return new ImageJob(command, input, output, animation, operation, console)
          .run(new ImageLimits(common.maxPixels()));
    }
  }

  /** No option may be given that does nothing. */
  private void checkCombination() {
    boolean adaptive = type == PoolingType.ADAPTIVE_AVG;
    refuse(adaptive && kernel != null, "--kernel-size", "--output-size decides on the windows");
    refuse(adaptive && stride != null, "--stride", "--output-size decides on the windows");
    refuse(adaptive && padding != null, "--padding", "there is no padding");
    refuse(adaptive && ceilMode, "--ceil-mode", "--output-size decides on the windows");
    refuse(!adaptive && outputSize != null, "--output-size", "it is for adaptive-avg");
    refuse(type != PoolingType.MAX && dilation.isGiven(), "--dilation", "it is for max");
    boolean average = type == PoolingType.AVG;
    refuse(!average && noCountIncludePad, "--no-count-include-pad", "it is for avg");
    refuse(!average && divisor != null, "--divisor", "it is for avg");
    if (divisor != null && divisor < 1) {
      throw misuse("--divisor " + divisor + ": it is at least 1");
    }
  }

  private void refuse(boolean given, String option, String reason) {
    if (given) {
      throw misuse(option + " with --type " + Words.of(type) + ": " + reason);
    }
  }

  private PoolingParameters windows() {
    Size size = kernel == null ? Size.of(2) : kernel;
    Size step = stride == null ? size : stride;
    requirePositive("--kernel-size", size);
    requirePositive("--stride", step);
    Size around = padding == null ? Size.of(0) : padding;
    try {
      return new PoolingParameters(size, step, around, dilation.dilation(), ceilMode);
    } catch (IllegalArgumentException e) {
      throw misuse("--padding " + around + ": " + e.getMessage());
    }
  }

  private Size adaptiveSize() {
    if (outputSize == null) {
      throw misuse("missing --output-size SIZE: --type adaptive-avg needs it");
    }
    requirePositive("--output-size", outputSize);
    return outputSize;
  }

  private void requirePositive(String option, Size size) {
    if (size.height() == 0 || size.width() == 0) {
      throw misuse(option + " " + size + ": it is at least 1");
    }
  }

  private Misuse misuse(String message) {
    return new Misuse(command, message);
  }
}
