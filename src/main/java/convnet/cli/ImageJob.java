package convnet.cli;

import convnet.io.ImageLimits;
import convnet.io.TensorInput;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/**
 * One operation on every input: read, compute, write. An input that cannot be read is reported, and
 * the others are done.
 *
 * @param command whose work this is, to be named in errors of usage
 */
record ImageJob(
    CommandSpec command,
    InputOptions input,
    OutputOptions output,
    AnimationOptions animation,
    ImageOperation operation,
    Console console) {

  /**
   * @throws Misuse if options and inputs do not go together
   * @return the exit code
   * @throws IOException if something cannot be written
   */
  int run(ImageLimits limits) throws IOException {
    output.check(input.inputs());
    animation.check(input.inputs());
    int exit = ExitCode.DONE;
    for (String name : input.inputs()) {
      TensorInput read;
      try {
        read = input.read(name, limits);
      } catch (IOException e) {
        console.error(ErrorMessages.of(e));
        exit = ExitCode.FAILED;
        continue;
      }
      Tensor result = result(read, name);
      if (!animation.isGiven() || output.isWanted(read)) {
        output.write(name, read, result, operation.keepsChannels());
      }
    }
    return exit;
  }

  private Tensor result(TensorInput read, String name) throws IOException {
    Tensor tensor = read.tensor();
    Tensor src = images(tensor, name);
    Shape shape;
    try {
      shape = operation.outputShape(src.shape());
    } catch (IllegalArgumentException e) {
      throw new Misuse(command, name + ": " + e.getMessage());
    }
    animation.check(name, src.shape(), shape);
    Tensor dst = Tensor.zeros(shape);
    operation.forward(src, dst);
    animation.write(name, read.kind(), operation, src, dst);
    return tensor.shape().rank() == 4 ? dst : dst.slice(0);
  }

  /** The tensor as (N, C, H, W): a row of numbers, or rows of them, are one channel. */
  private Tensor images(Tensor tensor, String name) {
    Shape shape = tensor.shape();
    if (shape.rank() < 1 || shape.rank() > 4 || shape.size() == 0) {
      throw new Misuse(
          command,
          "%s: a tensor of %s is no image: (C, H, W) or a batch (N, C, H, W) is needed"
              .formatted(name, shape));
    }
    int[] dims = {1, 1, 1, 1};
    System.arraycopy(shape.dims(), 0, dims, 4 - shape.rank(), shape.rank());
    return tensor.reshape(new Shape(dims));
  }
}
