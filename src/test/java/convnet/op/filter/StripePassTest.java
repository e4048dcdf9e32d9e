package convnet.op.filter;

import static org.assertj.core.api.Assertions.assertThat;

import convnet.kernel.Compute;
import convnet.kernel.Kernels;
import convnet.kernel.ScalarKernels;
import convnet.kernel.VectorKernels;
import convnet.op.Padding;
import convnet.op.PaddingMode;
import convnet.op.Size;
import convnet.tensor.Tensor;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole tensors in stripes give the bits that they give without vectors, in bands. */
class StripePassTest {
  private final Random random = new Random(31);

  /** Heights of one part and of several, widths of one stripe and of many, with all remainders. */
  @ParameterizedTest
  @EnumSource(PaddingMode.class)
  void givesTheSameBitsAsTapByTap(PaddingMode mode) {
    for (int height : new int[] {5, 7, 53, 64, 211}) {
      for (int width : new int[] {42, 48, 49, 95, 96, 97, 145, 311}) {
        Tensor src = uniform(1, 2, height, width);
        Padding all = new Padding(1, 1, 1, 1);
        requireSameBits(src, uniform(7, 5), Size.of(1), new Padding(3, 2, 1, 3), mode, null);
        requireSameBits(src, uniform(7, 3), Size.of(1, 2), all, mode, uniform(2));
      }
    }
  }

  @Test
  void paddingMayBeWiderThanStripes() {
    Tensor src = uniform(1, 1, 5, 9);
    Padding padding = new Padding(70, 80, 120, 130);
    for (PaddingMode mode : List.of(PaddingMode.ZEROS, PaddingMode.REPLICATE)) {
      requireSameBits(src, uniform(7, 7), Size.of(1), padding, mode, null);
    }
  }

  @Test
  void whatIsNotFiniteSpreadsToTheWindowsThatReadIt() {
    Tensor src = uniform(1, 1, 80, 120);
    src.data()[30 * 120 + 40] = Float.NaN;
    src.data()[0] = Float.POSITIVE_INFINITY;
    src.data()[80 * 120 - 1] = Float.NEGATIVE_INFINITY;
    Padding padding = new Padding(3, 3, 3, 3);
    Tensor kernel = uniform(7, 7);
    requireSameBits(src, kernel, Size.of(1), padding, PaddingMode.ZEROS, null);
    float[] filtered =
        filter(new VectorKernels(), 2, src, kernel, Size.of(1), padding, PaddingMode.ZEROS, null);
    long spread = IntStream.range(0, filtered.length).filter(i -> !isFinite(filtered[i])).count();
    assertThat(spread).isEqualTo(7 * 7 + 2 * 4 * 4);
    kernel.data()[24] = 0; // the middle
    requireSameBits(src, kernel, Size.of(1), padding, PaddingMode.ZEROS, null);
  }

  private static boolean isFinite(float number) {
    return Float.isFinite(number);
  }

  private void requireSameBits(
      Tensor src,
      Tensor kernel,
      Size dilation,
      Padding padding,
      PaddingMode mode,
      @Nullable Tensor bias) {
    float[] expected = filter(new ScalarKernels(), 1, src, kernel, dilation, padding, mode, bias);
    for (int threads : new int[] {1, 3}) {
      float[] actual =
          filter(new VectorKernels(), threads, src, kernel, dilation, padding, mode, bias);
      assertThat(actual).as("%s, %s, %d threads", src.shape(), mode, threads).isEqualTo(expected);
    }
  }

  private static float[] filter(
      Kernels kernels,
      int threads,
      Tensor src,
      Tensor kernel,
      Size dilation,
      Padding padding,
      PaddingMode mode,
      @Nullable Tensor bias) {
    FilterParameters parameters =
        new FilterParameters(Size.of(1), padding, dilation, 1, mode, null);
    Filter filter = Filter.of(List.of(new Kernel("k", kernel)), false, parameters);
    Tensor dst = Tensor.zeros(filter.outputShape(src.shape()));
    try (Compute compute = Compute.create(kernels, threads)) {
      filter.forward(src, bias, dst, compute);
    }
    return dst.toArray();
  }

  private Tensor uniform(int... dims) {
    Tensor tensor = Tensor.zeros(dims);
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[i] = random.nextFloat(-1, 1);
    }
    return tensor;
  }
}
