package convnet.op;

import convnet.kernel.BatchNormKernels;
import convnet.kernel.Compute;
import convnet.kernel.Scratch;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Batch normalisation (Ioffe and Szegedy, 2015) over batch and pixels, channel by channel, as
 * {@code torch.nn.BatchNorm2d}.
 */
public final class BatchNormalization {
  /** Floats of a page of memory. */
  private static final int PAGE = 1024;

  /** The fewest parts to share among the threads, if there are as many channels. */
  private static final int PARTS = 8;

  private BatchNormalization() {}

  /**
   * The parameters and running statistics, each (C).
   *
   * @param weight γ
   * @param bias β
   * @param runningMean updated in training
   * @param runningVariance updated in training, with the unbiased variance
   */
  public record State(Tensor weight, Tensor bias, Tensor runningMean, Tensor runningVariance) {}

  /**
   * Normalises in training mode: {@code dst = γ · (src − mean) / √(var + ε) + β} with the batch's
   * own mean and biased variance. The running statistics move towards the batch's, with its
   * unbiased variance, by {@code momentum}. A channel with a single value has no variance, and
   * PyTorch refuses it; here it becomes β and the running statistics stay.
   *
   * @param src (N, C, H, W)
   * @param dst the same shape, written
   * @param saved 2·C floats, written: for each channel, its mean and its 1/√(var + ε), for {@link
   *     #backward}
   */
  public static void forwardTraining(
      float eps,
      float momentum,
      Tensor src,
      State state,
      Tensor dst,
      float[] saved,
      Compute compute) {
    int channels = src.shape().channels();
    int pixels = src.shape().height() * src.shape().width();
    int batch = src.shape().dim(0);
    long count = (long) batch * pixels;
    BatchNormKernels kernels = compute.kernels().batchNorm();
    runByChannels(
        src.shape(),
        compute,
        (first, end, worker) -> {
          double[] sums = sums(compute, worker, end - first);
          for (int image = 0; image < batch; image++) {
            for (int channel = first; channel < end; channel++) {
              int at = src.offset() + (image * channels + channel) * pixels;
              double shift = anElement(src, channel);
              kernels.addMoments(pixels, src.data(), at, shift, sums, 2 * (channel - first));
            }
          }
          for (int channel = first; channel < end; channel++) {
            int sum = 2 * (channel - first);
            double distance = sums[sum] / count;
            double squares = Math.max(0, sums[sum + 1] - distance * distance * count);
            double mean = anElement(src, channel) + distance;
            saved[2 * channel] = (float) mean;
            saved[2 * channel + 1] = (float) (1 / Math.sqrt(squares / count + eps));
            if (count > 1) {
              move(state.runningMean(), channel, mean, momentum);
              move(state.runningVariance(), channel, squares / (count - 1), momentum);
            }
          }
          for (int image = 0; image < batch; image++) {
            for (int channel = first; channel < end; channel++) {
              affine(
                  src,
                  state,
                  image,
                  channel,
                  saved[2 * channel],
                  saved[2 * channel + 1],
                  dst,
                  kernels);
            }
          }
        });
  }

  /**
   * Normalises in inference mode: the same with the running statistics.
   *
   * @param src (N, C, H, W)
   * @param dst the same shape, written; may be {@code src} itself
   */
  public static void forwardInference(
      float eps, Tensor src, State state, Tensor dst, Compute compute) {
    int batch = src.shape().dim(0);
    BatchNormKernels kernels = compute.kernels().batchNorm();
    runByChannels(
        src.shape(),
        compute,
        (first, end, worker) -> {
          for (int channel = first; channel < end; channel++) {
            double variance = value(state.runningVariance(), channel);
            float inverse = (float) (1 / Math.sqrt(variance + eps));
            float mean = value(state.runningMean(), channel);
            for (int image = 0; image < batch; image++) {
              affine(src, state, image, channel, mean, inverse, dst, kernels);
            }
          }
        });
  }

  /**
   * Computes the gradients of {@link #forwardTraining} (Ioffe and Szegedy, 2015, section 3,
   * simplified). With {@code z = (src − mean) / √(var + ε)}, sums and means over batch and pixels:
   * {@code diffBias = Σ diffDst}, {@code diffWeight = Σ diffDst · z} and {@code diffSrc = γ / √(var
   * + ε) · (diffDst − mean(diffDst) − z · mean(diffDst · z))}.
   *
   * @param src (N, C, H, W), the input of the forward pass
   * @param weight γ, (C)
   * @param saved as {@link #forwardTraining} wrote it
   * @param diffDst (N, C, H, W)
   * @param diffWeight (C), overwritten; null if not needed
   * @param diffBias (C), overwritten; null if not needed
   * @param diffSrc (N, C, H, W), overwritten; may be {@code diffDst} itself; null if not needed
   */
  public static void backward(
      Tensor src,
      Tensor weight,
      float[] saved,
      Tensor diffDst,
      @Nullable Tensor diffWeight,
      @Nullable Tensor diffBias,
      @Nullable Tensor diffSrc,
      Compute compute) {
    int channels = src.shape().channels();
    int pixels = src.shape().height() * src.shape().width();
    int batch = src.shape().dim(0);
    long count = (long) batch * pixels;
    BatchNormKernels kernels = compute.kernels().batchNorm();
    float[] x = src.data();
    float[] dy = diffDst.data();
    runByChannels(
        src.shape(),
        compute,
        (first, end, worker) -> {
          double[] sums = sums(compute, worker, end - first);
          for (int image = 0; image < batch; image++) {
            for (int channel = first; channel < end; channel++) {
              int at = (image * channels + channel) * pixels;
              kernels.addProducts(
                  pixels,
                  dy,
                  diffDst.offset() + at,
                  x,
                  src.offset() + at,
                  saved[2 * channel],
                  saved[2 * channel + 1],
                  sums,
                  2 * (channel - first));
            }
          }
          for (int channel = first; channel < end; channel++) {
            int sum = 2 * (channel - first);
            if (diffBias != null) {
              diffBias.data()[diffBias.offset() + channel] = (float) sums[sum];
            }
            if (diffWeight != null) {
              diffWeight.data()[diffWeight.offset() + channel] = (float) sums[sum + 1];
            }
          }
          for (int image = 0; diffSrc != null && image < batch; image++) {
            for (int channel = first; channel < end; channel++) {
              int at = (image * channels + channel) * pixels;
              int sum = 2 * (channel - first);
              float inverse = saved[2 * channel + 1];
              kernels.gradient(
                  pixels,
                  x,
                  src.offset() + at,
                  saved[2 * channel],
                  (float) (sums[sum + 1] * inverse / count),
                  dy,
                  diffDst.offset() + at,
                  (float) (sums[sum] / count),
                  value(weight, channel) * inverse,
                  diffSrc.data(),
                  diffSrc.offset() + at);
            }
          }
        });
  }

  /** Processes channels {@code first} (inclusive) to {@code end} (exclusive) of all images. */
  @FunctionalInterface
  private interface Channels {
    void run(int first, int end, int worker);
  }

  /**
   * Runs {@code body} over all channels, several at a time where images are small: they are
   * adjacent in memory, so that it is read by pages rather than by cache lines.
   */
  private static void runByChannels(Shape shape, Compute compute, Channels body) {
    int channels = shape.channels();
    int wanted = Math.ceilDiv(PAGE, shape.height() * shape.width());
    int each = Math.clamp(wanted, 1, Math.max(1, channels / PARTS));
    compute
        .parallel()
        .run(
            Math.ceilDiv(channels, each),
            (part, worker) -> body.run(part * each, Math.min(channels, (part + 1) * each), worker));
  }

  /**
   * An element of the channel as a rough estimate of its mean: from differences to it, mean and
   * variance are computed in one pass over the data with hardly a digit lost.
   */
  private static double anElement(Tensor src, int channel) {
    return src.data()[src.offset() + channel * src.shape().height() * src.shape().width()];
  }

  /** Two sums for each of {@code channels} channels, set to 0. */
  private static double[] sums(Compute compute, int worker, int channels) {
    double[] sums = compute.scratch().doubles(Scratch.Purpose.CHANNEL_SUMS, worker, 2L * channels);
    Arrays.fill(sums, 0, 2 * channels, 0);
    return sums;
  }

  /**
   * The gradient of {@link #forwardInference}: {@code diffDst · γ / √(var + ε)}.
   *
   * @param weight γ, (C)
   * @param variance the running variance, (C)
   * @param diffDst (N, C, H, W)
   * @param diffSrc the same shape, overwritten; may be {@code diffDst} itself
   */
  public static void backwardInference(
      float eps, Tensor weight, Tensor variance, Tensor diffDst, Tensor diffSrc, Compute compute) {
    int channels = diffDst.shape().channels();
    int pixels = diffDst.shape().height() * diffDst.shape().width();
    compute
        .parallel()
        .run(
            channels,
            (channel, worker) -> {
              float scale =
                  (float)
                      (value(weight, channel) / Math.sqrt(value(variance, channel) + (double) eps));
              for (int image = 0; image < diffDst.shape().dim(0); image++) {
                int at = (image * channels + channel) * pixels;
                for (int i = 0; i < pixels; i++) {
                  diffSrc.data()[diffSrc.offset() + at + i] =
                      diffDst.data()[diffDst.offset() + at + i] * scale;
                }
              }
            });
  }

  private static void affine(
      Tensor src,
      State state,
      int image,
      int channel,
      float mean,
      float inverse,
      Tensor dst,
      BatchNormKernels kernels) {
    int pixels = src.shape().height() * src.shape().width();
    int at = (image * src.shape().channels() + channel) * pixels;
    float scale = value(state.weight(), channel) * inverse;
    float shift = value(state.bias(), channel);
    kernels.affine(
        pixels, src.data(), src.offset() + at, mean, scale, shift, dst.data(), dst.offset() + at);
  }

  private static void move(Tensor running, int channel, double target, float momentum) {
    float old = value(running, channel);
    running.data()[running.offset() + channel] = (float) (old + momentum * (target - old));
  }

  private static float value(Tensor vector, int channel) {
    return vector.data()[vector.offset() + channel];
  }
}
