package convnet.op;

import convnet.kernel.Compute;
import convnet.tensor.Tensor;

/**
 * Local response normalisation across channels (Krizhevsky, Sutskever and Hinton, 2012, section
 * 3.3), with α divided by n as PyTorch, Caffe and cuda-convnet2 have it.
 *
 * <p>{@code dst = src · scale^−β} with {@code scale[c] = k + α/n · Σ src²} over the n channels
 * around c: from {@code c − n/2} to {@code c + (n − 1)/2}.
 */
public final class LocalResponseNormalization {
  private LocalResponseNormalization() {}

  /**
   * @param n the number of channels in a neighbourhood
   */
  public record Parameters(int n, float alpha, float beta, float k) {}

  /**
   * @param src (N, C, H, W)
   * @param dst the same shape, written
   * @param scale N·C·H·W floats, written: needed by {@link #backward}
   */
  public static void forward(Parameters p, Tensor src, Tensor dst, float[] scale, Compute compute) {
    int channels = src.shape().channels();
    int pixels = src.shape().height() * src.shape().width();
    float[] x = src.data();
    compute
        .parallel()
        .run(
            src.size() / pixels,
            (plane, worker) -> {
              int channel = plane % channels;
              int at = plane * pixels;
              int in = src.offset() + at;
              int out = dst.offset() + at;
              for (int i = 0; i < pixels; i++) {
                scale[at + i] = 0;
              }
              for (int c = first(p, channel); c <= last(p, channel, channels); c++) {
                int other = in + (c - channel) * pixels;
                for (int i = 0; i < pixels; i++) {
                  scale[at + i] += x[other + i] * x[other + i];
                }
              }
              for (int i = 0; i < pixels; i++) {
                float s = p.k() + p.alpha() / p.n() * scale[at + i];
                scale[at + i] = s;
                dst.data()[out + i] = x[in + i] * inversePower(s, p.beta());
              }
            });
  }

  /**
   * Computes {@code diffSrc[c] = diffDst[c] · scale[c]^−β − 2αβ/n · src[c] · Σ diffDst[j] · dst[j]
   * / scale[j]}, summed over the channels j whose neighbourhood contains c.
   *
   * @param src (N, C, H, W), like all other tensors
   * @param scale as the forward pass wrote it
   * @param diffSrc overwritten; must not be {@code diffDst} itself
   */
  public static void backward(
      Parameters p,
      Tensor src,
      Tensor dst,
      float[] scale,
      Tensor diffDst,
      Tensor diffSrc,
      Compute compute) {
    int channels = src.shape().channels();
    int pixels = src.shape().height() * src.shape().width();
    float[] dx = diffSrc.data();
    float[] y = dst.data();
    float[] dy = diffDst.data();
    float factor = 2 * p.alpha() * p.beta() / p.n();
    compute
        .parallel()
        .run(
            src.size() / pixels,
            (plane, worker) -> {
              int channel = plane % channels;
              int at = plane * pixels;
              int to = diffSrc.offset() + at;
              for (int i = 0; i < pixels; i++) {
                dx[to + i] = 0;
              }
              // c lies in j's neighbourhood if and only if j lies in c's mirrored one.
              int from = Math.max(0, channel - (p.n() - 1) / 2);
              int until = Math.min(channels - 1, channel + p.n() / 2);
              for (int j = from; j <= until; j++) {
                int other = at + (j - channel) * pixels;
                for (int i = 0; i < pixels; i++) {
                  dx[to + i] +=
                      dy[diffDst.offset() + other + i]
                          * y[dst.offset() + other + i]
                          / scale[other + i];
                }
              }
              for (int i = 0; i < pixels; i++) {
                dx[to + i] =
                    dy[diffDst.offset() + at + i] * inversePower(scale[at + i], p.beta())
                        - factor * src.data()[src.offset() + at + i] * dx[to + i];
              }
            });
  }

  private static int first(Parameters p, int channel) {
    return Math.max(0, channel - p.n() / 2);
  }

  private static int last(Parameters p, int channel, int channels) {
    return Math.min(channels - 1, channel + (p.n() - 1) / 2);
  }

  /** {@code s^−β}; for the usual β of 3/4 by two square roots, which are many times faster. */
  private static float inversePower(float s, float beta) {
    if (beta == 0.75f) {
      float root = (float) Math.sqrt(s);
      return 1 / (root * (float) Math.sqrt(root));
    }
    return (float) Math.pow(s, -beta);
  }
}
