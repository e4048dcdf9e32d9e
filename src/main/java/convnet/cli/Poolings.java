package convnet.cli;

import convnet.kernel.Compute;
import convnet.op.AveragePooling;
import convnet.op.MaxPooling;
import convnet.op.PoolingParameters;
import convnet.op.Size;
import convnet.op.Walkthrough;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;

/** What pool does with an image; a photo stays a photo. */
sealed interface Poolings extends ImageOperation {
  @Override
  default boolean keepsChannels() {
    return true;
  }

  /** The first channel of the first image, (1, H, W). */
  private static Tensor first(Tensor images) {
    return images.slice(0).narrow(0, 1);
  }

  /** The largest of each window. */
  record Max(PoolingParameters windows, Compute compute) implements Poolings {
    @Override
    public Shape outputShape(Shape src) {
      return windows.outputShape(src);
    }

    @Override
    public void forward(Tensor src, Tensor dst) {
      MaxPooling.forward(windows, src, dst, new int[dst.size()], compute);
    }

    @Override
    public Walkthrough walkthrough(Tensor src, Tensor dst) {
      return Walkthrough.ofMaximum(windows, first(src), first(dst).slice(0));
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
    public Walkthrough walkthrough(Tensor src, Tensor dst) {
      return Walkthrough.ofMean(windows, countIncludePad, divisor, first(src), first(dst).slice(0));
    }
  }

  /** The mean of each of so many windows. */
  record AdaptiveAverage(Size size, Compute compute) implements Poolings {
    @Override
    public Shape outputShape(Shape src) {
      return Shape.of(src.dim(0), src.channels(), size.height(), size.width());
    }

    @Override
    public void forward(Tensor src, Tensor dst) {
      AveragePooling.adaptiveForward(src, dst, compute);
    }

    @Override
    public Walkthrough walkthrough(Tensor src, Tensor dst) {
      return Walkthrough.ofAdaptiveMean(first(src), first(dst).slice(0));
    }
  }
}
