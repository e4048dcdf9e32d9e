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
    ImageOperation operation,
    Console console) {

  /**
   * @throws Misuse if options and inputs do not go together
   * @return the exit code
   * @throws IOException if something cannot be written
   */
  int run(ImageLimits limits) throws IOException {
    output.check(input.inputs());
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
      output.write(name, read, result(read.tensor(), name), operation.keepsChannels());
    }
    return exit;
  }

  private Tensor result(Tensor tensor, String name) {
    Tensor src = input.images(name, tensor);
    Shape shape;
    try {
      shape = operation.outputShape(src.shape());
    } catch (IllegalArgumentException e) {
      throw new Misuse(command, name + ": " + e.getMessage());
    }
    Tensor dst = Tensor.zeros(shape);
    operation.forward(src, dst);
    return tensor.shape().rank() == 4 ? dst : dst.slice(0);
  }
}
