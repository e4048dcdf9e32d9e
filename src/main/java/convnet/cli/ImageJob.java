package convnet.cli;

import convnet.io.ImageLimits;
import convnet.io.PictureRaster;
import convnet.io.TensorInput;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Applies an operation to every input: read, compute, write. Of several inputs, one that cannot be
 * read or does not fit is reported and skipped. A result that cannot be written ends the work, as
 * the next one could not be written either.
 *
 * @param command the command that runs this, for usage errors
 */
record ImageJob(
    CommandSpec command,
    InputOptions input,
    OutputOptions output,
    AnimationOptions animation,
    ImageOperation operation,
    Console console) {

  /**
   * @throws UsageException if options and inputs do not go together
   * @return the exit code
   * @throws IOException if something cannot be written
   */
  int run(ImageLimits limits) throws IOException {
    animation.check(input.inputs(), output);
    int exit = ExitCode.DONE;
    for (String name : input.inputs()) {
      TensorInput read;
      Shape src;
      Shape shape;
      try {
        read = input.read(name, limits);
        src = input.images(name, read.shape());
        shape = input.outputShape(name, src, operation);
      } catch (IOException e) {
        console.failure(e);
        exit = ExitCode.FAILED;
        continue;
      } catch (UsageException e) {
        if (input.inputs().size() == 1) {
          throw e;
        }
        console.error(UsageErrors.of(e));
        exit = ExitCode.FAILED;
        continue;
      }
      process(name, read, src, shape);
    }
    return exit;
  }

  /**
   * @param src (N, C, H, W), the shape of what was read
   * @param shape (N, maps, H', W'), that of the result
   */
  private void process(String name, TensorInput read, Shape src, Shape shape) throws IOException {
    animation.check(name, src, shape);
    boolean batch = read.shape().rank() == 4 || src.dim(0) > 1;
    Shape maps = batch ? shape : shape.inner();
    if (read.kind() == TensorInput.Kind.IMAGE && !animation.isGiven()) {
      PictureRaster raster = output.raster(read, maps, operation.keepsChannels());
      if (raster != null) {
        operation.forward(read.planes(), raster);
        output.write(name, read, raster);
        return;
      }
    }
    Tensor images = read.tensor().reshape(src);
    Tensor dst = Tensor.zeros(shape);
    operation.forward(images, dst);
    animation.write(name, read.kind(), operation, images, dst);
    if (!animation.isGiven() || output.isWanted(read.kind())) {
      output.write(name, read, dst.reshape(maps), operation.keepsChannels());
    }
  }
}
