package convnet.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The options of a convolution's backward pass: the file with the gradient with respect to the
 * output, and the files for the gradients to be computed from it.
 */
final class GradientOptions {
  static final String INPUT = "--grad-input";
  static final String WEIGHT = "--grad-weight";
  static final String BIAS = "--grad-bias";
  private final CommandSpec command;
  @Nullable String gradOutput;
  @Nullable String gradInput;
  @Nullable String gradWeight;
  @Nullable String gradBias;

  GradientOptions(Options options) {
    command = options.command();
    options.text(
        "--grad-output",
        "FILE",
        given -> gradOutput = given,
        "Backward pass: read the gradient with respect to the output (same shape as the output)"
            + " from this file, of any kind that INPUT may be. Needs one of the following.");
    options.text(
        INPUT,
        "FILE",
        given -> gradInput = given,
        "Write the gradient with respect to INPUT to this file, format by extension; - is"
            + " standard output.");
    options.text(
        WEIGHT,
        "FILE",
        given -> gradWeight = given,
        "Write the gradient with respect to the weights as given, before any --flip: for"
            + " --weights (O, I/groups, kH, kW); for K kernels (K, 1, kH, kW), summed over the"
            + " channels that each filters.");
    options.text(
        BIAS,
        "FILE",
        given -> gradBias = given,
        "Write the gradient with respect to the bias, one number per feature map.");
  }

  /** Whether the backward pass is asked for. */
  boolean areGiven() {
    return gradOutput != null || !files().isEmpty();
  }

  /**
   * The file with the gradient with respect to the output, which all others are computed from.
   *
   * @throws UsageException if only others are given
   */
  String requireOutput() {
    if (gradOutput == null) {
      Map.Entry<String, String> first = files().entrySet().iterator().next();
      throw misuse(
          "%s %s: it needs --grad-output FILE, the gradient with respect to the output"
              .formatted(first.getKey(), first.getValue()));
    }
    return gradOutput;
  }

  /** The files to be written, each by the option that names it. */
  private Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    put(files, INPUT, gradInput);
    put(files, WEIGHT, gradWeight);
    put(files, BIAS, gradBias);
    return files;
  }

  private static void put(Map<String, String> files, String option, @Nullable String file) {
    if (file != null) {
      files.put(option, file);
    }
  }

  /**
   * Checks before any file is read whether these options go with each other and the rest.
   *
   * @return the file with the gradient with respect to the output
   * @throws UsageException if they do not
   * @throws IOException if one of the files cannot be written
   */
  String check(List<String> inputs, KernelOptions kernels, OutputOptions output)
      throws IOException {
    Map<String, String> files = files();
    String incoming = requireOutput();
    String given = "--grad-output " + incoming + ": ";
    if (files.isEmpty()) {
      throw misuse(given + "say what to write: %s, %s or %s FILE".formatted(INPUT, WEIGHT, BIAS));
    } else if (incoming.equals(InputOptions.STANDARD) && inputs.contains(InputOptions.STANDARD)) {
      throw misuse(given + "standard input is INPUT already: name a file");
    } else if (gradWeight != null && kernels.normalize) {
      throw misuse(
          "--normalize: %s is computed for the normalized weights, not the given ones: use only one of the two"
              .formatted(WEIGHT));
    }
    output.check(files);
    return incoming;
  }

  private UsageException misuse(String message) {
    return new UsageException(command, message);
  }
}
