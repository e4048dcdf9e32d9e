package convnet.cli;

import convnet.io.ImageLimits;
import convnet.kernel.Compute;
import convnet.kernel.ScalarKernels;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/** {@code convnet pool}. */
public final class PoolCommand implements Subcommand {
  private final CommandSpec command;
  private final InputOptions input;
  private final PoolingOptions pooling;
  private final PoolFileOptions files;
  private final AnimationOptions animation;
  private final OutputOptions output;
  private final CommonOptions common;
  private final Console console;

  PoolCommand(Console console) {
    Options options =
        new Options("pool", this)
            .about(
                "Pool images: reduce each window to one number, channel by channel.",
                "",
                "The results, indices and gradients are those of nn.MaxPool2d, AvgPool2d, LPPool2d,"
                    + " AdaptiveMaxPool2d, AdaptiveAvgPool2d and MaxUnpool2d.%n")
            .examples(
                "convnet pool photo.jpg -o half.png",
                "convnet pool --type avg -k 4 photo.jpg -o quarter.jpg",
                "convnet pool --type lp --norm 2 -k 3 -s 2 maps.npy -o energy.npy",
                "convnet pool --type adaptive-avg --output-size 6x8 photo.jpg -o mosaic.png",
                "convnet pool -k 3 -s 2 --ceil-mode maps.npy -o pooled.npy",
                "convnet pool photo.jpg -o half.npy --indices places.npy",
                "convnet pool -k 3 -s 2 -p 1 --ceil-mode --animate sliding.gif matrix.csv",
                "convnet pool --unpool places.npy half.npy -o sparse.png",
                "convnet pool maps.npy --grad-output dy.npy --grad-input dx.npy",
                "printf '1 2 3 4\\n5 6 7 8\\n' | convnet pool -");
    this.console = console;
    command = options.command();
    pooling = new PoolingOptions(options);
    files = new PoolFileOptions(options);
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
    pooling.check(files.unpool != null);
    files.checkInputs(input);
    output.read("--unpool", files.unpool);
    output.read("--grad-output", files.gradOutput);
    output.check(input.inputs());
    files.check(input.inputs(), pooling, output);
    ImageLimits limits = new ImageLimits(common.maxPixels());
    // Plain loops: most of a single image would be done before the JIT had compiled the vector
    // kernels.
    try (Compute compute = Compute.create(new ScalarKernels(), common.threads())) {
      output.workOn(compute.parallel());
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
