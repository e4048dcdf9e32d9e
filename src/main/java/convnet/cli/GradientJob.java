package convnet.cli;

import convnet.io.ImageLimits;
import convnet.io.TensorInput;
import convnet.op.Convolution;
import convnet.op.filter.Kernel;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The backward pass of a filter on one input: reads the gradient with respect to the output and
 * writes those asked for with respect to input, weights and bias; the output itself is written only
 * if {@code --output} is given.
 */
record GradientJob(
    CommandSpec command,
    InputOptions input,
    KernelOptions kernels,
    GradientOptions gradients,
    OutputOptions output,
    Filtering forward) {

  /**
   * @throws UsageException if options, input and gradient do not go together
   * @throws IOException if something cannot be read or written
   */
  void run(ImageLimits limits) throws IOException {
    String gradOutput = gradients.check(input.inputs(), kernels, output);
    Shape weights = gradients.gradWeight == null ? null : weightsShape();
    String name = input.inputs().getFirst();
    TensorInput read = input.read(name, limits);
    Tensor src = input.images(name, read.tensor());
    Shape maps = input.outputShape(name, src.shape(), forward);
    Tensor diffDst = input.gradient(gradOutput, maps, limits);
    if (output.output != null) {
      Tensor dst = Tensor.zeros(maps);
      forward.forward(src, dst);
      Tensor result =
          read.tensor().shape().rank() == 4 || src.shape().dim(0) > 1 ? dst : dst.slice(0);
      output.write(name, read, result, forward.keepsChannels());
    }
    if (gradients.gradInput != null) {
      Tensor diffSrc = diffSrc(src, diffDst).reshape(read.tensor().shape());
      output.write(GradientOptions.INPUT, gradients.gradInput, read.kind(), diffSrc);
    }
    if (gradients.gradWeight != null && weights != null) {
      Tensor diffWeights = diffWeights(src, diffDst, weights);
      output.write(GradientOptions.WEIGHT, gradients.gradWeight, read.kind(), diffWeights);
    }
    if (gradients.gradBias != null) {
      output.write(GradientOptions.BIAS, gradients.gradBias, read.kind(), diffBias(diffDst));
    }
  }

  private Shape weightsShape() {
    try {
      return forward.filter().weightsShape();
    } catch (IllegalArgumentException e) {
      throw new UsageException(command, GradientOptions.WEIGHT + ": " + e.getMessage());
    }
  }

  private Tensor diffSrc(Tensor src, Tensor diffDst) {
    Tensor diffSrc = Tensor.zeros(src.shape());
    forward.filter().backwardData(diffDst, diffSrc, forward.compute());
    return diffSrc;
  }

  private Tensor diffWeights(Tensor src, Tensor diffDst, Shape shape) {
    Tensor diffWeights = Tensor.zeros(shape);
    forward.filter().backwardWeights(src, diffDst, diffWeights, forward.compute());
    return kernels.flip ? Kernel.flipped(diffWeights) : diffWeights;
  }

  private Tensor diffBias(Tensor diffDst) {
    Tensor diffBias = Tensor.zeros(diffDst.shape().channels());
    Convolution.backwardBias(diffDst, diffBias, forward.compute());
    return diffBias;
  }
}
