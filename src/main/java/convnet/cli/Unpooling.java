package convnet.cli;

import convnet.kernel.Compute;
import convnet.op.MaxUnpooling;
import convnet.op.PoolingParameters;
import convnet.op.Size;
import convnet.tensor.IntTensor;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The operation of {@code convnet pool --unpool}: puts values back to where they came from.
 *
 * @param file the file of the indices, for messages
 * @param indices (N, C, H, W), one for each value
 * @param windows those of the pooling that the values came from; null if it was adaptive
 * @param size the size of the result; null for the one that follows from the windows
 */
record Unpooling(
    String file,
    IntTensor indices,
    @Nullable PoolingParameters windows,
    @Nullable Size size,
    Compute compute)
    implements Poolings {

  @Override
  public Shape outputShape(Shape src) {
    if (!indices.shape().equals(src)) {
      throw new IllegalArgumentException(
          "values of %s need an index each, --unpool %s has %s"
              .formatted(
                  InputOptions.unbatched(src), file, InputOptions.unbatched(indices.shape())));
    }
    Size to = size(src);
    Shape dst = Shape.of(src.dim(0), src.channels(), to.height(), to.width());
    checkIndices(to.height() * to.width(), to);
    return dst;
  }

  private void checkIndices(int plane, Size to) {
    int[] data = indices.data();
    for (int i = 0; i < data.length; i++) {
      if (data[i] < 0 || data[i] >= plane) {
        throw new IllegalArgumentException(
            ("--unpool %s: index %d (number %d) is outside a plane of %dx%d, which has 0 to %d:"
                    + " give the size before pooling with --output-size")
                .formatted(file, data[i], i + 1L, to.height(), to.width(), plane - 1));
      }
    }
  }

  private Size size(Shape src) {
    if (windows == null) {
      return Objects.requireNonNull(size, "no adaptive pooling knows the size it came from");
    }
    Axis rows =
        new Axis(
            "height",
            src.height(),
            windows.padding().height(),
            windows.kernel().height(),
            windows.dilation().height(),
            windows.stride().height());
    Axis columns =
        new Axis(
            "width",
            src.width(),
            windows.padding().width(),
            windows.kernel().width(),
            windows.dilation().width(),
            windows.stride().width());
    return Size.of(
        rows.size(size == null ? null : size.height()),
        columns.size(size == null ? null : size.width()));
  }

  /** The windows along one axis. */
  private record Axis(String name, int input, int padding, int kernel, int dilation, int stride) {

    /**
     * The size of the result. As in PyTorch, the size asked for may differ from the one that
     * follows from the windows by less than a stride.
     *
     * @param asked the size asked for; null for the one that follows from the windows
     */
    int size(@Nullable Integer asked) {
      int usual = MaxUnpooling.outputSize(input, padding, kernel, dilation, stride);
      int least = Math.max(1, usual - stride + 1);
      int most = usual + stride - 1;
      int size = asked == null ? usual : asked;
      if (asked != null && (size < least || size > most)) {
        throw new IllegalArgumentException(
            "--output-size: %s %d does not fit -k, -s, -p and -d: they give %s, and %d to %d are possible: use those of the pooling"
                .formatted(name, size, arithmetic(usual), least, most));
      } else if (size < 1) {
        throw new IllegalArgumentException(
            "the output would have no %s, %s: give a larger one with --output-size"
                .formatted(name, arithmetic(usual)));
      }
      return size;
    }

    private String arithmetic(int size) {
      return dilation == 1
          ? "(%d − 1)·%d − 2·%d + %d = %d".formatted(input, stride, padding, kernel, size)
          : "(%d − 1)·%d − 2·%d + %d·(%d − 1) + 1 = %d"
              .formatted(input, stride, padding, dilation, kernel, size);
    }
  }

  @Override
  public void forward(Tensor src, Tensor dst) {
    MaxUnpooling.forward(src, indices.data(), dst, compute);
  }

  @Override
  public void backward(Tensor src, Tensor diffDst, Tensor diffSrc) {
    MaxUnpooling.backward(diffDst, indices.data(), diffSrc, compute);
  }
}
