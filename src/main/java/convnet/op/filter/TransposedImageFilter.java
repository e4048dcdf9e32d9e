package convnet.op.filter;

import convnet.kernel.Compute;
import convnet.op.Size;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two-dimensional kernels laid down by every pixel of every channel: {@link ImageFilter} the other
 * way, with its feature maps in the same order.
 *
 * @param sum whether the channels' results are added up
 */
record TransposedImageFilter(List<Kernel> kernels, boolean sum, FilterParameters parameters)
    implements WholeImageFilter {

  TransposedImageFilter {
    kernels = List.copyOf(kernels);
  }

  @Override
  public Shape outputShape(Shape src) {
    return parameters.outputShape(kernels, sum, src);
  }

  @Override
  public void forward(Tensor src, @Nullable Tensor bias, Tensor dst, Compute compute) {
    int channels = src.shape().channels();
    int channelsPerMap = sum ? channels : 1;
    int mapsPerKernel = channels / channelsPerMap;
    int maps = dst.shape().channels();
    Tensor images = src.reshape(planes(src, channelsPerMap));
    Tensor results = dst.reshape(planes(dst, 1));
    for (int map = 0; map < maps; map++) {
      Filter bank = bank(kernels.get(map / mapsPerKernel), channelsPerMap);
      Tensor b = bias == null ? null : bias.narrow(map, map + 1);
      for (int n = 0; n < src.shape().dim(0); n++) {
        int image = n * mapsPerKernel + map % mapsPerKernel;
        int result = n * maps + map;
        bank.forward(
            images.narrow(image, image + 1), b, results.narrow(result, result + 1), compute);
      }
    }
  }

  private static Shape planes(Tensor images, int channels) {
    Shape shape = images.shape();
    return Shape.of(
        shape.dim(0) * (shape.channels() / channels), channels, shape.height(), shape.width());
  }

  /** One filter over so many channels, the same kernel on each. */
  private Filter bank(Kernel kernel, int channels) {
    Size size = kernel.size();
    Tensor weights = Tensor.zeros(channels, 1, size.height(), size.width());
    for (int c = 0; c < channels; c++) {
      weights.slice(c).copyFrom(kernel.values());
    }
    return parameters.bank(weights);
  }
}
