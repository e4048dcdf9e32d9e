package convnet.cli;

import convnet.kernel.Compute;
import convnet.op.AdaptiveAveragePooling;
import convnet.op.AveragePooling;
import convnet.op.LpPooling;
import convnet.op.MaxPooling;
import convnet.op.PoolingParameters;
import convnet.op.Size;
import convnet.op.Walkthrough;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;

/**
 * The operations of {@code convnet pool}, all channel by channel, so that a photo stays a photo.
 */
sealed interface Poolings extends ImageOperation
    permits Poolings.Maxima, Poolings.Average, Poolings.Lp, Poolings.AdaptiveAverage, Unpooling {
  @Override
  default boolean keepsChannels() {
    return true;
  }

  /**
   * Computes the gradient with respect to the images.
   *
   * @param src (N, C, H, W)
   * @param diffDst the gradient with respect to the result, of its shape
   * @param diffSrc receives the gradient, of the shape of {@code src}
   */
  void backward(Tensor src, Tensor diffDst, Tensor diffSrc);

  /** The poolings that pick an element of each window, and know its index. */
  sealed interface Maxima extends Poolings {
    Compute compute();

    /**
     * Computes the result, and the index of each of its elements.
     *
     * @param indices row · W + column in the image's plane, for each element of {@code dst}
     */
    void forward(Tensor src, Tensor dst, int[] indices);

    @Override
    default void backward(Tensor src, Tensor diffDst, Tensor diffSrc) {
      int[] indices = new int[diffDst.size()];
      forward(src, Tensor.zeros(diffDst.shape()), indices);
      MaxPooling.backward(diffDst, indices, diffSrc, compute());
    }
  }

  /** The maximum of each window. */
  record Max(PoolingParameters windows, Compute compute) implements Maxima {
    @Override
    public Shape outputShape(Shape src) {
      return windows.outputShape(src);
    }

    @Override
    public void forward(Tensor src, Tensor dst) {
      MaxPooling.forward(windows, src, dst, compute);
    }

    @Override
    public void forward(Tensor src, Tensor dst, int[] indices) {
      MaxPooling.forward(windows, src, dst, indices, compute);
    }

    @Override
    public Walkthrough walkthrough(Tensor src, Tensor dst) {
      return Walkthrough.ofMaximum(windows, first(src), first(dst).slice(0));
    }
  }

  /** The maximum of each window, of which there are as many as {@code size} says. */
  record AdaptiveMax(OutputSize size, Compute compute) implements Maxima {
    @Override
    public Shape outputShape(Shape src) {
      return adaptive(size, src);
    }

    @Override
    public void forward(Tensor src, Tensor dst) {
      MaxPooling.adaptiveForward(src, dst, null, compute);
    }

    @Override
    public void forward(Tensor src, Tensor dst, int[] indices) {
      MaxPooling.adaptiveForward(src, dst, indices, compute);
    }

    @Override
    public Walkthrough walkthrough(Tensor src, Tensor dst) {
      return Walkthrough.ofAdaptiveMaximum(first(src), first(dst).slice(0));
    }
  }

  /** The mean of each window. */
  record Average(PoolingParameters windows, boolean countIncludePad, int divisor, Compute compute)
      implements Poolings {
    @Override
    public Shape outputShape(Shape src) {
      return windows.outputShape(src);
    }

    @Override
    public void forward(Tensor src, Tensor dst) {
      AveragePooling.forward(windows, countIncludePad, divisor, src, dst, compute);
    }

    @Override
    public void backward(Tensor src, Tensor diffDst, Tensor diffSrc) {
      AveragePooling.backward(windows, countIncludePad, divisor, diffDst, diffSrc, compute);
    }

    @Override
    public Walkthrough walkthrough(Tensor src, Tensor dst) {
      return Walkthrough.ofMean(windows, countIncludePad, divisor, first(src), first(dst).slice(0));
    }
  }

  /** The norm of each window. */
  record Lp(PoolingParameters windows, double norm, Compute compute) implements Poolings {
    @Override
    public Shape outputShape(Shape src) {
      return windows.outputShape(src);
    }

    @Override
    public void forward(Tensor src, Tensor dst) {
      LpPooling.forward(windows, norm, src, dst, compute);
    }

    @Override
    public void backward(Tensor src, Tensor diffDst, Tensor diffSrc) {
      LpPooling.backward(windows, norm, src, diffDst, diffSrc, compute);
    }

    @Override
    public Walkthrough walkthrough(Tensor src, Tensor dst) {
      return Walkthrough.ofNorm(windows, norm, first(src), first(dst).slice(0));
    }
  }

  /** The mean of each window, of which there are as many as {@code size} says. */
  record AdaptiveAverage(OutputSize size, Compute compute) implements Poolings {
    @Override
    public Shape outputShape(Shape src) {
      return adaptive(size, src);
    }

    @Override
    public void forward(Tensor src, Tensor dst) {
      AdaptiveAveragePooling.forward(src, dst, compute);
    }

    @Override
    public void backward(Tensor src, Tensor diffDst, Tensor diffSrc) {
      AdaptiveAveragePooling.backward(diffDst, diffSrc, compute);
    }

    @Override
    public Walkthrough walkthrough(Tensor src, Tensor dst) {
      return Walkthrough.ofAdaptiveMean(first(src), first(dst).slice(0));
    }
  }

  /** The first channel of the first image, (1, H, W). */
  private static Tensor first(Tensor images) {
    return images.slice(0).narrow(0, 1);
  }

  private static Shape adaptive(OutputSize size, Shape src) {
    Size windows = size.of(Size.of(src.height(), src.width()));
    return Shape.of(src.dim(0), src.channels(), windows.height(), windows.width());
  }
}
