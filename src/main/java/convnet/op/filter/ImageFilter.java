package convnet.op.filter;

import convnet.kernel.Compute;
import convnet.op.Walkthrough;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two-dimensional kernels on images of any number of channels. K kernels on C channels give K·C
 * feature maps: all channels filtered by the first kernel, then all by the second, and so on; so
 * one kernel turns a photo into a photo. Or the channels are added up, which gives K feature maps.
 *
 * @param sum whether the filtered channels are added up
 */
record ImageFilter(List<Kernel> kernels, boolean sum, FilterParameters parameters)
    implements Filter {

  ImageFilter {
    kernels = List.copyOf(kernels);
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
    return bank(kernel, 1).outputShape(Shape.of(1, 1, src.height(), src.width()));
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
      Filter bank = bank(kernels.get(k), channelsPerMap);
      for (int n = 0; n < src.shape().dim(0); n++) {
        for (int c = 0; c < mapsPerKernel; c++) {
          int map = k * mapsPerKernel + c;
          int image = n * mapsPerKernel + c;
          int result = n * maps + map;
          bank.forward(
              images.narrow(image, image + 1),
              bias == null ? null : bias.narrow(map, map + 1),
              results.narrow(result, result + 1),
              compute);
        }
      }
    }
  }

  @Override
  public Walkthrough walkthrough(Tensor src, @Nullable Tensor bias, Tensor dst, Compute compute) {
    int channels = sum ? src.shape().channels() : 1;
    Tensor image = src.slice(0).narrow(0, channels);
    Tensor images = image.reshape(image.shape().batched(1));
    return bank(kernels.getFirst(), channels).walkthrough(images, bias, dst, compute);
  }

  private static Shape planes(Tensor images, int channels) {
    Shape shape = images.shape();
    return Shape.of(
        shape.dim(0) * (shape.channels() / channels), channels, shape.height(), shape.width());
  }

  /** One filter over so many channels, the same kernel on each. */
  private Filter bank(Kernel kernel, int channels) {
    int height = kernel.values().shape().height();
    int width = kernel.values().shape().width();
    Tensor weights = Tensor.zeros(channels, 1, height, width);
    for (int c = 0; c < channels; c++) {
      weights.slice(c).copyFrom(kernel.values());
    }
    boolean transposed = parameters.outputPadding() != null;
    return parameters.bank(transposed ? weights : weights.reshape(1, channels, height, width));
  }
}
