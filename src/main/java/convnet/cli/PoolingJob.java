package convnet.cli;

import convnet.io.ImageLimits;
import convnet.io.TensorInput;
import convnet.tensor.IntTensor;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A pooling of one input that also writes the indices of the maxima, or the gradient with respect
 * to the input. With a gradient, the result itself is written only if {@code --output} is given.
 */
record PoolingJob(
    CommandSpec command,
    InputOptions input,
    OutputOptions output,
    PoolFileOptions files,
    Poolings pooling) {

  /**
   * @throws UsageException if options, input and gradient do not go together
   * @throws IOException if something cannot be read or written
   */
  void run(ImageLimits limits) throws IOException {
    String name = input.inputs().getFirst();
    TensorInput read = input.read(name, limits);
    Shape given = read.tensor().shape();
    Tensor src = input.images(name, read.tensor());
    Shape shape = input.outputShape(name, src.shape(), pooling);
    Tensor diffDst =
        files.gradOutput == null ? null : input.gradient(files.gradOutput, shape, limits);
    Tensor dst = Tensor.zeros(shape);
    IntTensor indices = forward(src, dst);
    @Nullable Tensor diffSrc = null;
    if (diffDst != null) {
      diffSrc = Tensor.zeros(src.shape());
      pooling.backward(src, diffDst, diffSrc);
    }
    if (output.output != null || diffDst == null) {
      output.write(name, read, given.rank() == 4 ? dst : dst.slice(0), pooling.keepsChannels());
    }
    if (files.indices != null && indices != null) {
      Shape as = given.rank() == 4 ? shape : shape.inner();
      files.writeIndices(files.indices, indices.reshape(as));
    }
    if (files.gradInput != null && diffSrc != null) {
      output.write(
          PoolFileOptions.GRAD_INPUT, files.gradInput, read.kind(), diffSrc.reshape(given));
    }
  }

  /**
   * Computes the result; returns the indices of its elements if they are to be written, else null.
   */
  private @Nullable IntTensor forward(Tensor src, Tensor dst) {
    if (files.indices != null && pooling instanceof Poolings.Maxima maxima) {
      IntTensor indices = IntTensor.zeros(dst.shape());
      maxima.forward(src, dst, indices.data());
      return indices;
    }
    pooling.forward(src, dst);
    return null;
  }
}
