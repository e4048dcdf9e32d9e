package convnet.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What other programs call the commands and options that are here under another name. */
final class OtherTools {
  /** Each begins with an option that a command must have for the hint to be given. */
  private static final Map<String, List<String>> OPTIONS =
      Map.ofEntries(
          Map.entry("--kernel gaussian:SIGMA", List.of("sigma", "blur", "gaussian-blur")),
          Map.entry("--kernel sharpen or unsharp", List.of("sharpen", "unsharp", "unsharp-mask")),
          Map.entry("--kernel laplacian or sobel-x and sobel-y", List.of("edge", "edges")),
          Map.entry("--padding-mode", List.of("virtual-pixel", "border", "border-type")),
          Map.entry("--bit-depth", List.of("depth", "bits")),
          Map.entry("--gray", List.of("grayscale", "greyscale", "colorspace")),
          Map.entry("--indices FILE", List.of("return-indices")),
          Map.entry("--lr", List.of("learning-rate", "rate")),
          Map.entry("--epochs", List.of("num-epochs", "n-epochs", "max-epochs")),
          Map.entry("--threads", List.of("workers", "num-workers", "jobs", "num-threads")),
          Map.entry("--lr-schedule", List.of("scheduler", "sched", "lr-scheduler")),
          Map.entry("--label-smoothing", List.of("smoothing")),
          Map.entry("--init-from MODEL", List.of("pretrained", "finetune", "weights", "load")),
          Map.entry("--arch", List.of("model", "network", "net")),
          Map.entry("--early-stop", List.of("patience", "early-stopping")),
          Map.entry("--weight-decay", List.of("wd")),
          Map.entry("--image-size", List.of("img-size", "input-size", "size")),
          Map.entry("--optimizer", List.of("opt", "optim")),
          Map.entry("--top K", List.of("topk", "top-k", "top-5", "top5")),
          Map.entry("--feature-maps", List.of("activations", "layer", "layers")),
          Map.entry(
              "--arch FILE with it in the recipe",
              List.of("cutmix", "cutout", "gamma", "step-size", "betas", "beta1", "beta2", "eps")));

  private static final Map<String, List<String>> COMMANDS =
      Map.of(
          "convolve", List.of("conv", "conv2d", "filter", "blur", "sharpen"),
          "pool", List.of("pooling", "maxpool", "avgpool", "max-pool"),
          "shape", List.of("summary", "size", "sizes", "torchinfo", "info"),
          "train", List.of("fit", "finetune", "fine-tune"),
          "classify", List.of("predict", "eval", "evaluate", "infer", "inference", "test"));

  private OtherTools() {}

  /**
   * The option that does what another program's does.
   *
   * @param option with its hyphens
   * @param known the options of the command
   */
  static Optional<String> option(String option, Set<String> known) {
    String word = option.replaceFirst("^-+", "").replaceFirst("=.*", "").replace('_', '-');
    return OPTIONS.entrySet().stream()
        .filter(entry -> entry.getValue().contains(word))
        .map(Map.Entry::getKey)
        .filter(ours -> known.contains(ours.replaceFirst("[ ,].*", "")))
        .findFirst();
  }

  /** The command that does what another program's does. */
  static Optional<String> command(String command) {
    return COMMANDS.entrySet().stream()
        .filter(entry -> entry.getValue().contains(command))
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
