package convnet.op;

/**
 * Along an axis, the pixels of an image that are a stride apart. Behind a convolution with that
 * stride, all of them meet the same taps and no others, each one element of the output further on
 * than the pixel before: so the gradient of the image falls apart into phases, each of them a dense
 * convolution (Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016,
 * section 4).
 *
 * @param start the first pixel
 * @param padding pixels before the image
 * @param dilation from a tap to the next
 * @param stride from a pixel to the next
 * @param firstTap the first tap that they meet, if any
 * @param tapStep from such a tap to the next
 * @param taps how many there are
 */
record StridePhase(
    int start, int padding, int dilation, int stride, int firstTap, int tapStep, int taps) {

  /** The rows from this one on, which is below the stride. */
  static StridePhase down(ConvolutionParameters p, int start) {
    return of(
        start, p.padding().top(), p.kernel().height(), p.dilation().height(), p.stride().height());
  }

  /** The columns, likewise. */
  static StridePhase across(ConvolutionParameters p, int start) {
    return of(
        start, p.padding().left(), p.kernel().width(), p.dilation().width(), p.stride().width());
  }

  private static StridePhase of(int start, int padding, int kernel, int dilation, int stride) {
    int firstTap = 0;
    while (firstTap < kernel && (start + padding - firstTap * dilation) % stride != 0) {
      firstTap++;
    }
    int tapStep = stride / greatestCommonDivisor(stride, dilation);
    int taps = Math.ceilDiv(kernel - firstTap, tapStep);
    return new StridePhase(start, padding, dilation, stride, firstTap, tapStep, taps);
  }

  private static int greatestCommonDivisor(int a, int b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }

  /** One of the taps; the k-th of those that are met. */
  int tap(int k) {
    return firstTap + k * tapStep;
  }

  /** Which element of the output the first pixel meets with that tap; it may be outside. */
  int element(int k) {
    return (start + padding - tap(k) * dilation) / stride;
  }

  /** How many pixels there are in an image of this size. */
  int pixels(int size) {
    return Math.ceilDiv(size - start, stride);
  }
}
