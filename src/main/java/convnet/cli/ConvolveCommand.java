package convnet.cli;

import convnet.io.ImageLimits;
import convnet.kernel.Compute;
import convnet.op.Padding;
import convnet.op.PaddingMode;
import convnet.op.Size;
import convnet.op.filter.Filter;
import convnet.op.filter.FilterParameters;
import convnet.op.filter.Reduction;
import convnet.tensor.Tensor;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code convnet convolve}. */
public final class ConvolveCommand implements Subcommand {
  private final Console console;
  private final CommandSpec command;
  private final InputOptions input;
  private final KernelOptions kernels;
  private final WindowOptions windows;
  @Nullable Reduction reduction;
  private final GradientOptions gradients;
  @Nullable Place explain;
  private final AnimationOptions animation;
  private final OutputOptions output;
  private final CommonOptions common;

  ConvolveCommand(Console console) {
    Options options =
        new Options("convolve", this)
            .about(
                "Filter images with kernels, or with the filters of a convolutional layer.",
                "",
                "This is nn.Conv2d, that is cross-correlation: kernels are not flipped (--flip"
                    + " does that). With -k every channel is filtered on its own, so a photo"
                    + " stays a photo.%n")
            .examples(
                "convnet convolve -k gaussian:2 photo.jpg -o soft.jpg",
                "convnet convolve -k sobel-x -k sobel-y --reduce magnitude --gray photo.jpg -o"
                    + " edges.png",
                "convnet convolve -k \"0 -1 0; -1 5 -1; 0 -1 0\" *.jpg -o sharp/",
                "convnet convolve --weights model.safetensors:features.0.weight -s 4 -p 2 photo.jpg"
                    + " -o maps.png",
                "echo \"1 2 3 4 5\" | convnet convolve -k \"1 1\" -p 0 -",
                "convnet convolve -k sobel-x photo.jpg --explain 10,20",
                "convnet convolve -k \"1 0 -1\" -p 0x1 --animate sliding.gif signal.txt",
                "convnet convolve --weights w.npy -p 1 --grad-output dy.npy --grad-weight dw.npy"
                    + " x.npy");
    this.console = console;
    command = options.command();
    kernels = new KernelOptions(options);
    windows = new WindowOptions(options);
    options.word(
        "--reduce",
        "HOW",
        Words.ofEnum(
            Reduction.class,
            Map.of("avg", "mean", "average", "mean", "l2", "magnitude", "norm", "magnitude")),
        given -> reduction = given,
        "Combine all feature maps into one: ${COMPLETION-CANDIDATES}.");
    gradients = new GradientOptions(options);
    options.value(
        "--explain",
        "ROW,COL[,MAP]",
        new Place.Converter(),
        given -> explain = given,
        "Print how this one output value is computed: the window, the kernel, the products, the"
            + " sums. Counted from 0; MAP is 0 if not given.");
    input = new InputOptions(options, console);
    animation = new AnimationOptions(options);
    output = new OutputOptions(options, console);
    common = new CommonOptions(options, console);
  }

  @Override
  public CommandSpec spec() {
    return command;
  }

  @Override
  public Integer call() throws IOException {
    if (kernels.list) {
      console.print(KernelList.text());
      return ExitCode.DONE;
    }
    checkTogether();
    kernels.noteFiles(output);
    output.read("--grad-output", gradients.gradOutput);
    output.check(input.inputs());
    kernels.check();
    ImageLimits limits = new ImageLimits(common.maxPixels());
    FilterParameters parameters = windows.parameters(kernels.areKernels());
    Filter filter = kernels.filter(parameters, limits);
    input.takeSignals(kernels.signalChannels());
    if (kernels.signalChannels() > 0) {
      warnOfIdleRows(parameters);
    }
    Tensor biases = kernels.biases(limits);
    boolean keepsChannels = kernels.keepChannels() && reduction == null;
    try (Compute compute = compute()) {
      output.workOn(compute.parallel());
      Filtering filtering = new Filtering(filter, biases, reduction, keepsChannels, compute);
      if (explain != null) {
        new ExplainJob(command, input, explain, filtering, console).run(limits);
        return ExitCode.DONE;
      } else if (gradients.areGiven()) {
        new GradientJob(command, input, kernels, gradients, output, filtering).run(limits);
        return ExitCode.DONE;
      }
      return new ImageJob(command, input, output, animation, filtering, console).run(limits);
    }
  }

  /**
   * Kernels on a photo are small sums, which suits {@link Compute#forPictures}; the filters of a
   * layer are large ones.
   */
  private Compute compute() {
    return kernels.areKernels()
        ? Compute.forPictures(common.threads())
        : Compute.create(common.threads());
  }

  /** Warns that a single number pads both directions, which users of nn.Conv1d may not expect. */
  private void warnOfIdleRows(FilterParameters parameters) {
    Padding padding = parameters.padding();
    if (padding != null
        && padding.top() > 0
        && padding.left() > 0
        && parameters.paddingMode() == PaddingMode.ZEROS
        && parameters.outputPadding() == null) {
      console.warn(
          "--padding %s: these 1-D filters only see zeros in the added rows: use 0x%d to pad left and right only"
              .formatted(Size.of(padding.top(), padding.left()), padding.left()));
    }
  }

  /**
   * Checks that {@code --explain} and the gradient options, which are about a single convolution,
   * are not combined with each other, several inputs, {@code --animate} or {@code --reduce}.
   */
  private void checkTogether() {
    if (gradients.areGiven()) {
      gradients.requireOutput();
    }
    String alone = explain != null ? "--explain" : gradients.areGiven() ? "--grad-output" : null;
    if (alone != null) {
      animation.refuse(alone);
      input.requireOne(alone + " " + (explain != null ? explain : gradients.gradOutput));
    }
    if (alone != null && reduction != null) {
      throw new UsageException(
          command,
          "--reduce %s: %s is for the feature maps before they are combined: leave one out"
              .formatted(Words.of(reduction), alone));
    } else if (explain != null && gradients.areGiven()) {
      throw new UsageException(
          command, "--explain " + explain + ": not together with --grad-output");
    }
  }
}
