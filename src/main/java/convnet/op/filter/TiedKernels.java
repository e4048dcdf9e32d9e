package convnet.op.filter;

import convnet.kernel.Compute;
import convnet.op.Walkthrough;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Kernels as the equivalent layers, for everything that has no fast implementation of its own: each
 * kernel is a depthwise layer (groups = C), or, if the channels are summed, a layer with one output
 * channel, with the same weights for every channel. A kernel's gradient is the sum of its layer's
 * filter gradients over the channels.
 *
 * @param sum whether the filtered channels are summed
 */
record TiedKernels(List<Kernel> kernels, boolean sum, FilterParameters parameters) {

  /** Computes the feature maps, kernel by kernel. */
  void forward(Tensor src, @Nullable Tensor bias, Tensor dst, Compute compute) {
    int channels = src.shape().channels();
    int mapsPerKernel = sum ? 1 : channels;
    for (int k = 0; k < kernels.size(); k++) {
      Filter layer = layer(k, channels);
      int first = k * mapsPerKernel;
      Tensor b = bias == null ? null : bias.narrow(first, first + mapsPerKernel);
      for (int n = 0; n < src.shape().dim(0); n++) {
        layer.forward(src.narrow(n, n + 1), b, maps(dst, n, k), compute);
      }
    }
  }

  /**
   * The shape of the kernels' gradients, (K, 1, kh, kw).
   *
   * @throws IllegalArgumentException if kernels differ in size
   */
  Shape weightsShape() {
    Kernel first = kernels.getFirst();
    for (Kernel kernel : kernels) {
      if (!kernel.size().equals(first.size())) {
        throw new IllegalArgumentException(
            "kernels of one size have gradients in one tensor, but %s is %s and %s %s"
                .formatted(first.name(), first.size(), kernel.name(), kernel.size()));
      }
    }
    return Shape.of(kernels.size(), 1, first.size().height(), first.size().width());
  }

  /** Computes the sum over the kernels, as all are applied to the same images. */
  void backwardData(Tensor diffDst, Tensor diffSrc, Compute compute) {
    diffSrc.fill(0);
    Tensor part = Tensor.zeros(diffSrc.shape().inner().batched(1));
    for (int n = 0; n < diffSrc.shape().dim(0); n++) {
      Tensor image = diffSrc.narrow(n, n + 1);
      for (int k = 0; k < kernels.size(); k++) {
        Filter layer = layer(k, diffSrc.shape().channels());
        layer.backwardData(maps(diffDst, n, k), part, compute);
        compute.kernels().axpy(part.size(), 1, part.data(), 0, image.data(), image.offset());
      }
    }
  }

  /** Computes the sum over images and channels, in double precision. */
  void backwardWeights(Tensor src, Tensor diffDst, Tensor diffWeights, Compute compute) {
    int channels = src.shape().channels();
    int taps = diffWeights.shape().inner().size();
    for (int k = 0; k < kernels.size(); k++) {
      Filter layer = layer(k, channels);
      Tensor part = Tensor.zeros(layer.weightsShape());
      double[] sums = new double[taps];
      for (int n = 0; n < src.shape().dim(0); n++) {
        layer.backwardWeights(src.narrow(n, n + 1), maps(diffDst, n, k), part, compute);
        for (int i = 0; i < part.size(); i++) {
          sums[i % taps] += part.data()[i];
        }
      }
      for (int i = 0; i < taps; i++) {
        diffWeights.data()[diffWeights.offset() + k * taps + i] = (float) sums[i];
      }
    }
  }

  Terms terms(Tensor src, @Nullable Tensor bias, int map, int row, int column) {
    int channels = src.shape().channels();
    int mapsPerKernel = sum ? 1 : channels;
    int first = map / mapsPerKernel * mapsPerKernel;
    return layer(map / mapsPerKernel, channels)
        .terms(
            src,
            bias == null ? null : bias.narrow(first, first + mapsPerKernel),
            map - first,
            row,
            column);
  }

  Walkthrough walkthrough(Tensor src, @Nullable Tensor bias, Tensor dst, Compute compute) {
    return layer(0, src.shape().channels()).walkthrough(src, bias, dst, compute);
  }

  /** Kernel k's feature maps of image n, or their gradient: (1, maps, H', W'). */
  private Tensor maps(Tensor diffDst, int n, int k) {
    int mapsPerKernel = diffDst.shape().channels() / kernels.size();
    Tensor maps = diffDst.slice(n).narrow(k * mapsPerKernel, (k + 1) * mapsPerKernel);
    return maps.reshape(maps.shape().batched(1));
  }

  private Filter layer(int k, int channels) {
    Tensor values = kernels.get(k).values();
    int height = values.shape().height();
    int width = values.shape().width();
    Tensor weights = Tensor.zeros(channels, 1, height, width);
    for (int c = 0; c < channels; c++) {
      weights.slice(c).copyFrom(values);
    }
    boolean transposed = parameters.outputPadding() != null;
    if (!sum) {
      return parameters.withGroups(channels).bank(weights);
    }
    return parameters.bank(transposed ? weights : weights.reshape(1, channels, height, width));
  }
}
