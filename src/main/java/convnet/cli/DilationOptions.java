package convnet.cli;

import convnet.op.Size;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** The distance between a kernel's taps, given as {@code --dilation} or {@code --sparsity}. */
final class DilationOptions {
  private final CommandSpec command;
  @Nullable Size dilation;
  @Nullable Size sparsity;

  DilationOptions(Options options) {
    command = options.command();
    options.value(
        "-d, --dilation",
        "SIZE",
        new SizeConverter(),
        given -> dilation = given,
        "Dilation: the distance from one tap of the kernel to the next; 1 is the dense kernel."
            + " Default: 1.");
    options.value(
        "--sparsity",
        "SIZE",
        new SizeConverter(),
        given -> sparsity = given,
        "The dilation as the number of pixels skipped between taps: --sparsity 1 is --dilation 2.");
  }

  boolean isGiven() {
    return dilation != null || sparsity != null;
  }

  /** The name of the option that was given. */
  String option() {
    return sparsity != null ? "--sparsity" : "--dilation";
  }

  /**
   * The dilation, at least 1; 1 if neither option was given.
   *
   * @throws UsageException if both options were given, or a dilation is 0
   */
  Size dilation() {
    if (dilation != null && sparsity != null) {
      throw new UsageException(
          command,
          "--sparsity %s: --dilation %s sets the same thing: leave one out"
              .formatted(sparsity, dilation));
    }
    if (sparsity != null) {
      return Size.of(sparsity.height() + 1, sparsity.width() + 1);
    }
    if (dilation != null && (dilation.height() == 0 || dilation.width() == 0)) {
      throw new UsageException(
          command,
          "--dilation %s: a dilation of 0 does not exist: 1 is the dense kernel"
              .formatted(dilation));
    }
    return dilation == null ? Size.of(1) : dilation;
  }
}
