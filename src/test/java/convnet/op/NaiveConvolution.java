package convnet.op;

import convnet.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * The convolution by its definition: seven loops in double over every product that there is. All
 * passes take the same products; each adds them up where it wants them.
 *
 * @param p what is computed
 * @param src (N, ic, H, W)
 * @param weights (oc, ic/groups, kh, kw)
 */
record NaiveConvolution(ConvolutionParameters p, Shape src, Shape weights) {

  /** Takes one product's place in each tensor; {@code src} is −1 in padding of zeros. */
  private interface Product {
    void at(int dst, int weight, int src);
  }

  /** (N, oc, H', W'), with H' and W' counted: how many windows lie inside the padded image. */
  Shape dst() {
    return Shape.of(
        src.dim(0),
        weights.dim(0),
        windows(
            p.padding().top() + src.height() + p.padding().bottom(),
            p.kernel().height(),
            p.stride().height(),
            p.dilation().height()),
        windows(
            p.padding().left() + src.width() + p.padding().right(),
            p.kernel().width(),
            p.stride().width(),
            p.dilation().width()));
  }

  private static int windows(int padded, int kernel, int stride, int dilation) {
    int count = 0;
    for (int start = 0; start + (kernel - 1) * dilation < padded; start += stride) {
      count++;
    }
    return count;
  }

  Sums forward(double[] x, double[] w, double @Nullable [] b) {
    Sums sums = new Sums(dst().size());
    forEachProduct(
        (dst, weight, from) -> {
          if (from >= 0) {
            sums.add(dst, w[weight], x[from]);
          }
        });
    int pixels = dst().height() * dst().width();
    for (int i = 0; b != null && i < dst().size(); i++) {
      sums.add(i, b[i / pixels % weights.dim(0)], 1);
    }
    return sums;
  }

  Sums backwardData(double[] w, double[] diffDst) {
    Sums sums = new Sums(src.size());
    forEachProduct(
        (dst, weight, from) -> {
          if (from >= 0) {
            sums.add(from, w[weight], diffDst[dst]);
          }
        });
    return sums;
  }

  Sums backwardWeights(double[] x, double[] diffDst) {
    Sums sums = new Sums(weights.size());
    forEachProduct(
        (dst, weight, from) -> {
          if (from >= 0) {
            sums.add(weight, x[from], diffDst[dst]);
          }
        });
    return sums;
  }

  Sums backwardBias(double[] diffDst) {
    Sums sums = new Sums(weights.dim(0));
    int pixels = dst().height() * dst().width();
    for (int i = 0; i < diffDst.length; i++) {
      sums.add(i / pixels % weights.dim(0), diffDst[i], 1);
    }
    return sums;
  }

  /** Which elements of the output a pixel of the input has a part in. */
  boolean[] reachOf(int pixel) {
    boolean[] reached = new boolean[dst().size()];
    forEachProduct((dst, weight, from) -> reached[dst] |= from == pixel);
    return reached;
  }

  private void forEachProduct(Product product) {
    Shape dst = dst();
    for (int n = 0; n < dst.dim(0); n++) {
      for (int o = 0; o < dst.dim(1); o++) {
        for (int y = 0; y < dst.height(); y++) {
          for (int x = 0; x < dst.width(); x++) {
            int to = ((n * dst.dim(1) + o) * dst.height() + y) * dst.width() + x;
            forEachProductOf(n, o, y, x, to, product);
          }
        }
      }
    }
  }

  private void forEachProductOf(int n, int o, int y, int x, int to, Product product) {
    int ic = weights.dim(1);
    int kh = p.kernel().height();
    int kw = p.kernel().width();
    int height = src.height();
    int width = src.width();
    int channel = n * src.dim(1) + o / (weights.dim(0) / p.groups()) * ic;
    for (int c = 0; c < ic; c++) {
      for (int i = 0; i < kh; i++) {
        int row = source(rowOf(y, i), height);
        int from = ((channel + c) * height + row) * width;
        int weight = ((o * ic + c) * kh + i) * kw;
        for (int j = 0; j < kw; j++) {
          int column = source(columnOf(x, j), width);
          product.at(to, weight + j, row < 0 || column < 0 ? -1 : from + column);
        }
      }
    }
  }

  private int rowOf(int y, int i) {
    return y * p.stride().height() + i * p.dilation().height() - p.padding().top();
  }

  private int columnOf(int x, int j) {
    return x * p.stride().width() + j * p.dilation().width() - p.padding().left();
  }

  /** The borders as periodic continuations of the image, as numpy.pad has them. */
  private int source(int position, int size) {
    return switch (p.paddingMode()) {
      case ZEROS -> position >= 0 && position < size ? position : -1;
      case REPLICATE -> Math.clamp(position, 0, size - 1);
      case CIRCULAR -> Math.floorMod(position, size);
      case SYMMETRIC -> {
        int turn = Math.floorMod(position, 2 * size);
        yield turn < size ? turn : 2 * size - 1 - turn;
      }
      case REFLECT -> {
        int turn = size == 1 ? 0 : Math.floorMod(position, 2 * (size - 1));
        yield turn < size ? turn : 2 * (size - 1) - turn;
      }
    };
  }
}
