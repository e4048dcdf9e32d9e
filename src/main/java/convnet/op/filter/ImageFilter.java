package convnet.op.filter;

import convnet.kernel.Compute;
import convnet.op.Convolution;
import convnet.op.ConvolutionParameters;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two-dimensional kernels on images of any number of channels. K kernels on C channels give K·C
 * feature maps: all channels filtered by the first kernel, then all by the second, and so on; so
 * one kernel turns a photo into a photo. Or the channels are added up, which gives K feature maps.
 */
public final class ImageFilter implements Filter {
  private final List<Kernel> kernels;
  private final FilterParameters parameters;
  private final boolean sum;

  /**
   * @param kernels at least one
   * @param sum whether the filtered channels are added up
   */
  public ImageFilter(List<Kernel> kernels, FilterParameters parameters, boolean sum) {
    this.kernels = List.copyOf(kernels);
    this.parameters = parameters;
    this.sum = sum;
  }

  @Override
  public Shape outputShape(Shape src) {
    Kernel first = kernels.getFirst();
    Shape one = plane(first, src);
    for (Kernel kernel : kernels) {
      Shape other = plane(kernel, src);
      if (!other.equals(one)) {
        throw new IllegalArgumentException(
            "feature maps of one size are needed, but %s gives %dx%d and %s %dx%d"
                .formatted(
                    first.name(),
                    one.height(),
                    one.width(),
                    kernel.name(),
                    other.height(),
                    other.width()));
      }
    }
    int maps = kernels.size() * (sum ? 1 : src.channels());
    return Shape.of(src.dim(0), maps, one.height(), one.width());
  }

  private Shape plane(Kernel kernel, Shape src) {
    Shape plane = Shape.of(1, 1, src.height(), src.width());
    return parameters.forKernel(kernel.size()).outputShape(plane, 1);
  }

  @Override
  public void forward(Tensor src, @Nullable Tensor bias, Tensor dst, Compute compute) {
    int channels = src.shape().channels();
    int channelsPerMap = sum ? channels : 1;
    int maps = dst.shape().channels();
    int mapsPerKernel = maps / kernels.size();
    Tensor images = src.reshape(planes(src, channelsPerMap));
    Tensor results = dst.reshape(planes(dst, 1));
    for (int k = 0; k < kernels.size(); k++) {
      Kernel kernel = kernels.get(k);
      ConvolutionParameters p = parameters.forKernel(kernel.size());
      Tensor weights = repeated(kernel.values(), channelsPerMap);
      for (int n = 0; n < src.shape().dim(0); n++) {
        for (int c = 0; c < mapsPerKernel; c++) {
          int map = k * mapsPerKernel + c;
          int image = n * mapsPerKernel + c;
          int result = n * maps + map;
          Convolution.forward(
              p,
              images.narrow(image, image + 1),
              weights,
              bias == null ? null : bias.narrow(map, map + 1),
              results.narrow(result, result + 1),
              compute);
        }
      }
    }
  }

  private static Shape planes(Tensor images, int channels) {
    Shape shape = images.shape();
    return Shape.of(
        shape.dim(0) * (shape.channels() / channels), channels, shape.height(), shape.width());
  }

  /** (1, channels, kh, kw): the same kernel for every channel. */
  private static Tensor repeated(Tensor kernel, int channels) {
    Tensor weights = Tensor.zeros(1, channels, kernel.shape().height(), kernel.shape().width());
    for (int c = 0; c < channels; c++) {
      weights.slice(0).slice(c).copyFrom(kernel);
    }
    return weights;
  }
}
