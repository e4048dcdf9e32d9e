package convnet.cli;

import convnet.io.ImageLimits;
import convnet.kernel.Compute;
import convnet.kernel.ScalarKernels;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code convnet pool}. */
@Command(
    name = "pool",
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Make images smaller: one number for each window, channel by channel.",
      "",
      "The results, indices and gradients are those of nn.MaxPool2d, AvgPool2d, LPPool2d,"
          + " AdaptiveMaxPool2d, AdaptiveAvgPool2d and MaxUnpool2d.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  convnet pool photo.jpg -o half.png",
      "  convnet pool --type avg -k 4 photo.jpg -o quarter.jpg",
      "  convnet pool --type lp --norm 2 -k 3 -s 2 maps.npy -o energy.npy",
      "  convnet pool --type adaptive-avg --output-size 6x8 photo.jpg -o mosaic.png",
      "  convnet pool -k 3 -s 2 --ceil-mode maps.npy -o pooled.npy",
      "  convnet pool photo.jpg -o half.npy --indices places.npy",
      "  convnet pool -k 3 -s 2 -p 1 --ceil-mode --animate sliding.gif matrix.csv",
      "  convnet pool --unpool places.npy half.npy -o sparse.png",
      "  convnet pool maps.npy --grad-output dy.npy --grad-input dx.npy",
      "  printf '1 2 3 4\\n5 6 7 8\\n' | convnet pool -"
    })
public final class PoolCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private final InputOptions input;
  @Mixin private final PoolingOptions pooling = new PoolingOptions();
  @Mixin private final PoolFileOptions files = new PoolFileOptions();
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

  @Override
  public Integer call() throws IOException {
    output.check(input.inputs());
    pooling.check(files.unpool != null);
    files.check(input.inputs(), pooling, output);
    ImageLimits limits = new ImageLimits(common.maxPixels());
    // Plain loops: of a single image most would be done before the compiler had the vector kernels.
    try (Compute compute = Compute.create(new ScalarKernels(), common.threads())) {
      Poolings operation =
          files.unpool == null
              ? pooling.pooling(compute)
              : pooling.unpooling(files.unpool, files.readIndices(files.unpool), compute);
      if (files.areWritten()) {
        animation.refuse("--indices and --grad-output");
        new PoolingJob(command, input, output, files, operation).run(limits);
        return ExitCode.DONE;
      }
      return new ImageJob(command, input, output, animation, operation, console).run(limits);
    }
  }
}
