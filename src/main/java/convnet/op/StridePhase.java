package convnet.op;

/**
 * The pixels of an image that are a stride apart along one axis. In a convolution with that stride,
 * all of them meet the same taps and no others, each pixel at the output element after the previous
 * pixel's. So the gradient with respect to the image splits into phases, each of which is a
 * convolution at stride 1 (Dumoulin and Visin, "A guide to convolution arithmetic for deep
 * learning", 2016, section 4).
 *
 * @param start the first pixel
 * @param padding the padding before the image
 * @param dilation the distance from a tap to the next
 * @param stride the distance from a pixel to the next
 * @param firstTap the first tap that the pixels meet, if any
 * @param tapStep the distance from such a tap to the next, in taps
 * @param taps the number of such taps
 */
record StridePhase(
    int start, int padding, int dilation, int stride, int firstTap, int tapStep, int taps) {

  /** The phase of the rows from {@code start} on, which is below the stride. */
  static StridePhase down(ConvolutionParameters p, int start) {
    return of(
        start, p.padding().top(), p.kernel().height(), p.dilation().height(), p.stride().height());
  }

  /** The phase of the columns, likewise. */
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

  /** The k-th of the taps that the pixels meet. */
  int tap(int k) {
    return firstTap + k * tapStep;
  }

  /** The element of the output at which the first pixel meets the k-th tap; it may be outside. */
  int element(int k) {
    return (start + padding - tap(k) * dilation) / stride;
  }

  /** The number of these pixels in an image of this size. */
  int pixels(int size) {
    return Math.ceilDiv(size - start, stride);
  }
}
