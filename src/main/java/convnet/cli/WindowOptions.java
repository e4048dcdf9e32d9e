package convnet.cli;

import convnet.op.PaddingMode;
import convnet.op.Size;
import convnet.op.filter.FilterParameters;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** The options for how a filter moves over an image. */
final class WindowOptions {
  private final CommandSpec command;
  Size stride = Size.of(1);
  private final DilationOptions dilation;
  int groups = 1;
  PaddingConverter.@Nullable Choice padding;
  @Nullable PaddingMode paddingMode;
  boolean transpose;
  @Nullable Size outputPadding;

  WindowOptions(Options options) {
    command = options.command();
    options.value(
        "-s, --stride",
        "SIZE",
        new SizeConverter(),
        given -> stride = given,
        "Stride: the distance from one window to the next, such as 2 or 2x1 (height first, as in"
            + " all sizes). Default: 1.");
    dilation = new DilationOptions(options);
    options.value(
        "--groups",
        "N",
        Numbers.WHOLE,
        given -> groups = given,
        "Split the channels into groups, each with its own filters (--weights).");
    options.word(
        "-p, --padding",
        "SIZE|same|valid",
        new PaddingConverter(),
        given -> padding = given,
        "Rows and columns added around the image; 0x2 pads left and right only, as for a row of"
            + " numbers. same keeps the size, valid is 0. Default: same with -k, 0 with"
            + " --weights. With a stride or --transpose, the default of -k is as much as same"
            + " takes at a stride of 1 (nn.ConvTranspose2d has 0).");
    options.word(
        "--padding-mode",
        "MODE",
        new PaddingModeWords(),
        given -> paddingMode = given,
        "What the padding holds: zeros, reflect (mirror, edge not repeated), replicate (edge"
            + " repeated), circular, symmetric (mirror, edge repeated). Default: replicate with"
            + " -k, zeros with --weights or --transpose.");
    options.flag(
        "--transpose",
        given -> transpose = given,
        "Transposed convolution, as nn.ConvTranspose2d: each pixel adds its multiple of the"
            + " kernel to the output, one stride apart. --weights are (I, O/groups, kH, kW) then.");
    options.value(
        "--output-padding",
        "SIZE",
        new SizeConverter(),
        given -> outputPadding = given,
        "Rows and columns added below and to the right (--transpose). Default: 0.");
  }

  /**
   * The parameters that the options describe.
   *
   * @param photo whether the filter is made of kernels for a photo, which keeps its size by
   *     default, rather than of the weights of a layer
   * @throws UsageException if they do not go together
   */
  FilterParameters parameters(boolean photo) {
    if (photo && groups != 1) {
      throw misuse(
          "--groups %d: with --kernel every channel is filtered on its own: groups need --weights"
              .formatted(groups));
    } else if (groups < 1) {
      throw misuse("--groups " + groups + ": it is at least 1");
    } else if (stride.height() == 0 || stride.width() == 0) {
      throw misuse("--stride " + stride + ": it is at least 1");
    } else if (padding != null && padding.isSame() && !stride.is(1)) {
      throw misuse(
          "--padding same: the size cannot stay the same with --stride %s: give a number"
              .formatted(stride));
    }
    checkTransposed(dilation.dilation());
    PaddingConverter.Choice usual =
        photo ? PaddingConverter.Choice.SAME : PaddingConverter.Choice.NONE;
    PaddingMode usualMode = photo && !transpose ? PaddingMode.REPLICATE : PaddingMode.ZEROS;
    return new FilterParameters(
        stride,
        (padding == null ? usual : padding).padding(),
        dilation.dilation(),
        groups,
        paddingMode == null ? usualMode : paddingMode,
        !transpose ? null : outputPadding == null ? Size.of(0) : outputPadding);
  }

  private void checkTransposed(Size dilated) {
    if (!transpose) {
      if (outputPadding != null) {
        throw misuse("--output-padding " + outputPadding + ": it is for --transpose");
      }
      return;
    }
    if (paddingMode != null && paddingMode != PaddingMode.ZEROS) {
      throw misuse(
          "--padding-mode %s: with --transpose only zeros are possible"
              .formatted(Words.of(paddingMode)));
    }
    int height = Math.max(stride.height(), dilated.height());
    int width = Math.max(stride.width(), dilated.width());
    if (outputPadding != null
        && (outputPadding.height() >= height || outputPadding.width() >= width)) {
      throw misuse(
          "--output-padding %s: at most %s, below --stride %s or --dilation %s"
              .formatted(outputPadding, Size.of(height - 1, width - 1), stride, dilated));
    }
  }

  private UsageException misuse(String message) {
    return new UsageException(command, message);
  }
}
