package convnet.cli;

import convnet.kernel.Compute;
import convnet.op.PoolingParameters;
import convnet.op.Size;
import convnet.tensor.IntTensor;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** The options for the type of a pooling, and for its windows. */
final class PoolingOptions {
  private final CommandSpec command;
  PoolingType type = PoolingType.MAX;
  @Nullable Size kernel;
  @Nullable Size stride;
  @Nullable Size padding;
  private final DilationOptions dilation;
  boolean ceilMode;
  boolean noCountIncludePad;
  @Nullable Integer divisor;
  @Nullable Double norm;
  @Nullable OutputSize outputSize;

  private static final Map<String, String> OTHER_TYPES =
      Map.ofEntries(
          Map.entry("mean", "avg"),
          Map.entry("average", "avg"),
          Map.entry("avgpool", "avg"),
          Map.entry("avgpool2d", "avg"),
          Map.entry("maximum", "max"),
          Map.entry("maxpool", "max"),
          Map.entry("maxpool2d", "max"),
          Map.entry("global", "adaptive-avg with --output-size 1"),
          Map.entry("gap", "adaptive-avg with --output-size 1"),
          Map.entry("global-avg", "adaptive-avg with --output-size 1"),
          Map.entry("global-max", "adaptive-max with --output-size 1"),
          Map.entry("lppool", "lp"),
          Map.entry("l2", "lp with --norm 2"));

  PoolingOptions(Options options) {
    command = options.command();
    options.word(
        "--type",
        "TYPE",
        Words.ofEnum(PoolingType.class, OTHER_TYPES),
        given -> type = given,
        "How a window becomes one number: max, avg, lp (a norm), or adaptive-max and"
            + " adaptive-avg, whose windows follow from --output-size. Default: max.");
    options.value(
        "-k, --kernel-size",
        "SIZE",
        new SizeConverter(),
        given -> kernel = given,
        "Size of the windows: 3, or 3x5, height first, as in all sizes. Default: 2.");
    options.value(
        "-s, --stride",
        "SIZE",
        new SizeConverter(),
        given -> stride = given,
        "Stride: the distance from one window to the next. Default: the kernel size.");
    options.value(
        "-p, --padding",
        "SIZE",
        new SizeConverter(),
        given -> padding = given,
        "Rows and columns added around the image, at most half of the kernel; they are never the"
            + " maximum, and count as 0 in a mean (max, avg). Default: 0.");
    dilation = new DilationOptions(options);
    options.flag(
        "--ceil-mode",
        given -> ceilMode = given,
        "Round the output size up, not down: the last windows may reach beyond the edge, if they"
            + " start before it.");
    options.flag(
        "--no-count-include-pad",
        given -> noCountIncludePad = given,
        "Do not count the padding: divide by the number of pixels inside the image (avg)."
            + " --divisor overrides it.");
    options.value(
        "--divisor",
        "N",
        Numbers.WHOLE,
        given -> divisor = given,
        "Divide every sum by this instead of the window's size (avg).");
    options.value(
        "--norm",
        "P",
        new NormConverter(),
        given -> norm = given,
        "p of the norm (sum of x^p)^(1/p), computed without absolute values (lp). inf: largest"
            + " absolute value, -inf: smallest. Default: 2.");
    options.value(
        "--output-size",
        "SIZE",
        new OutputSize.Converter(),
        given -> outputSize = given,
        "Size of the output (adaptive-max, adaptive-avg; --unpool). none keeps the image's size"
            + " on that side: none,7.");
  }

  /**
   * Checks before any file is read whether the options go together; an option without effect is
   * refused.
   *
   * @param backwards whether to unpool, so that the options describe the pooling that is undone
   */
  void check(boolean backwards) {
    boolean adaptive = type.isAdaptive();
    String decides = "its windows follow from --output-size";
    refuse(adaptive && kernel != null, "--kernel-size", decides);
    refuse(adaptive && stride != null, "--stride", decides);
    refuse(adaptive && padding != null, "--padding", "there is no padding");
    refuse(adaptive && ceilMode, "--ceil-mode", decides);
    refuse(type == PoolingType.LP && padding != null, "--padding", "there is no padding");
    refuse(
        !adaptive && !backwards && outputSize != null,
        "--output-size",
        "it is for adaptive-max, adaptive-avg and --unpool");
    refuse(type != PoolingType.MAX && dilation.isGiven(), dilation.option(), "it is for max");
    boolean average = type == PoolingType.AVG;
    refuse(!average && noCountIncludePad, "--no-count-include-pad", "it is for avg");
    refuse(!average && divisor != null, "--divisor", "it is for avg");
    refuse(type != PoolingType.LP && norm != null, "--norm", "it is for lp");
    if (divisor != null && divisor == 0) {
      throw misuse("--divisor 0: nothing can be divided by it");
    } else if (backwards && ceilMode) {
      throw misuse("--ceil-mode with --unpool: --output-size says how large the image was");
    } else if (backwards && outputSize != null && outputSize.keepsSide()) {
      throw misuse("--output-size %s with --unpool: both sides are numbers".formatted(outputSize));
    }
  }

  /** Refuses an option that only max pooling has, if the type is another. */
  void requireMax(String option) {
    refuse(!type.isMax(), option, "it is for max and adaptive-max");
  }

  private void refuse(boolean given, String option, String reason) {
    if (given) {
      throw misuse(option + " with --type " + Words.of(type) + ": " + reason);
    }
  }

  /** The pooling that the options describe. */
  Poolings pooling(Compute compute) {
    return switch (type) {
      case MAX -> new Poolings.Max(windows(), compute);
      case AVG ->
          new Poolings.Average(
              windows(), !noCountIncludePad, divisor == null ? 0 : divisor, compute);
      case LP -> new Poolings.Lp(windows(), norm == null ? 2 : norm, compute);
      case ADAPTIVE_MAX -> new Poolings.AdaptiveMax(adaptiveSize(), compute);
      case ADAPTIVE_AVG -> new Poolings.AdaptiveAverage(adaptiveSize(), compute);
    };
  }

  /**
   * The unpooling that undoes this pooling.
   *
   * @param file the file of the indices, for messages
   * @param indices (N, C, H, W), an index for each value
   */
  Unpooling unpooling(String file, IntTensor indices, Compute compute) {
    boolean adaptive = type.isAdaptive();
    return new Unpooling(
        file,
        indices,
        adaptive ? null : windows(),
        outputSize == null && !adaptive ? null : adaptiveSize().of(Size.of(0)),
        compute);
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

  private OutputSize adaptiveSize() {
    if (outputSize == null) {
      throw misuse("missing --output-size SIZE: --type " + Words.of(type) + " needs it");
    }
    requirePositive("--output-size", outputSize.of(Size.of(1)));
    return outputSize;
  }

  private void requirePositive(String option, Size size) {
    if (size.height() == 0 || size.width() == 0) {
      throw misuse(option + " " + size + ": it is at least 1");
    }
  }

  private UsageException misuse(String message) {
    return new UsageException(command, message);
  }
}
