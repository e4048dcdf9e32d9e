package convnet.op;

import convnet.kernel.BatchNormKernels;
import convnet.kernel.Compute;
import convnet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Batch normalisation (Ioffe and Szegedy, 2015) over batch and pixels, channel by channel, as
 * {@code torch.nn.BatchNorm2d}.
 */
public final class BatchNormalization {
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
   * In training: {@code dst = γ · (src − mean) / √(var + ε) + β} with the batch's own mean and
   * biased variance; the running statistics move towards them by {@code momentum}.
   *
   * @param src (N, C, H, W)
   * @param dst the same shape, written
   * @param saved 2·C floats, written: mean and 1/√(var + ε) of each channel, for {@link #backward}
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
    compute
        .parallel()
        .run(
            channels,
            (channel, worker) -> {
              double sum = 0;
              for (int image = 0; image < batch; image++) {
                int at = src.offset() + (image * channels + channel) * pixels;
                sum += kernels.sum(pixels, src.data(), at);
              }
              double mean = sum / count;
              double squares = 0;
              for (int image = 0; image < batch; image++) {
                int at = src.offset() + (image * channels + channel) * pixels;
                squares += kernels.squares(pixels, src.data(), at, mean);
              }
              double variance = squares / count;
              double unbiased = count > 1 ? squares / (count - 1) : variance;
              saved[2 * channel] = (float) mean;
              saved[2 * channel + 1] = (float) (1 / Math.sqrt(variance + eps));
              move(state.runningMean(), channel, mean, momentum);
              move(state.runningVariance(), channel, unbiased, momentum);
              affine(src, state, channel, saved[2 * channel], saved[2 * channel + 1], dst, kernels);
            });
  }

  /**
   * Outside training: the same with the running statistics.
   *
   * @param src (N, C, H, W)
   * @param dst the same shape, written; may be {@code src} itself
   */
  public static void forwardInference(
      float eps, Tensor src, State state, Tensor dst, Compute compute) {
    compute
        .parallel()
        .run(
            src.shape().channels(),
            (channel, worker) ->
                affine(
                    src,
                    state,
                    channel,
                    value(state.runningMean(), channel),
                    (float) (1 / Math.sqrt(value(state.runningVariance(), channel) + (double) eps)),
                    dst,
                    compute.kernels().batchNorm()));
  }

  /**
   * The gradients of the training-mode pass.
   *
   * @param src (N, C, H, W), as {@code diffDst} and {@code diffSrc}
   * @param weight γ, (C)
   * @param saved as {@link #forwardTraining} wrote it
   * @param diffWeight (C), overwritten; null where nobody needs it
   * @param diffBias (C), overwritten; null where nobody needs it
   * @param diffSrc overwritten; may be {@code diffDst} itself; null where nobody needs it
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
    compute
        .parallel()
        .run(
            channels,
            (channel, worker) -> {
              float mean = saved[2 * channel];
              float inverse = saved[2 * channel + 1];
              double sum = 0;
              double product = 0;
              for (int image = 0; image < batch; image++) {
                int at = (image * channels + channel) * pixels;
                int from = src.offset() + at;
                int diff = diffDst.offset() + at;
                sum += kernels.sum(pixels, dy, diff);
                product += kernels.product(pixels, dy, diff, x, from, mean, inverse);
              }
              if (diffBias != null) {
                diffBias.data()[diffBias.offset() + channel] = (float) sum;
              }
              if (diffWeight != null) {
                diffWeight.data()[diffWeight.offset() + channel] = (float) product;
              }
              if (diffSrc == null) {
                return;
              }
              float meanGradient = (float) (sum / count);
              float slope = (float) (product * inverse / count);
              float scale = value(weight, channel) * inverse;
              for (int image = 0; image < batch; image++) {
                int at = (image * channels + channel) * pixels;
                kernels.gradient(
                    pixels,
                    x,
                    src.offset() + at,
                    mean,
                    slope,
                    dy,
                    diffDst.offset() + at,
                    meanGradient,
                    scale,
                    diffSrc.data(),
                    diffSrc.offset() + at);
              }
            });
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
      int channel,
      float mean,
      float inverse,
      Tensor dst,
      BatchNormKernels kernels) {
    int channels = src.shape().channels();
    int pixels = src.shape().height() * src.shape().width();
    float scale = value(state.weight(), channel) * inverse;
    float shift = value(state.bias(), channel);
    for (int image = 0; image < src.shape().dim(0); image++) {
      int at = (image * channels + channel) * pixels;
      kernels.affine(
          pixels, src.data(), src.offset() + at, mean, scale, shift, dst.data(), dst.offset() + at);
    }
  }

  private static void move(Tensor running, int channel, double target, float momentum) {
    float old = value(running, channel);
    running.data()[running.offset() + channel] = (float) (old + momentum * (target - old));
  }

  private static float value(Tensor vector, int channel) {
    return vector.data()[vector.offset() + channel];
  }
}
