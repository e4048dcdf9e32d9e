package convnet.op;

import convnet.tensor.Shape;

/** The windows of a pooling along one axis, identified by number. */
interface PoolingAxis {
  /** The first element inside the image. */
  int start(int window);

  /** The end of the elements inside the image, exclusive. */
  int end(int window);

  /** The number of elements, including padding. */
  int padded(int window);

  /** Dense windows of one size, a stride apart. */
  record Fixed(int size, int kernel, int stride, int padding) implements PoolingAxis {
    @Override
    public int start(int window) {
      return Math.max(window * stride - padding, 0);
    }

    @Override
    public int end(int window) {
      return Math.min(window * stride - padding + kernel, size);
    }

    @Override
    public int padded(int window) {
      int start = window * stride - padding;
      return Math.min(start + kernel, size + padding) - start;
    }
  }

  /** Window i of o along an axis of n is {@code floor(i·n/o)} to {@code ceil((i + 1)·n/o)}. */
  record Adaptive(int size, int windows) implements PoolingAxis {
    @Override
    public int start(int window) {
      return (int) ((long) window * size / windows);
    }

    @Override
    public int end(int window) {
      return (int) Math.ceilDiv((window + 1L) * size, (long) windows);
    }

    @Override
    public int padded(int window) {
      return end(window) - start(window);
    }
  }

  /** The rows of dense windows over this shape. */
  static PoolingAxis rows(PoolingParameters p, Shape src) {
    return new Fixed(src.height(), p.kernel().height(), p.stride().height(), p.padding().height());
  }

  /** The columns of dense windows over this shape. */
  static PoolingAxis columns(PoolingParameters p, Shape src) {
    return new Fixed(src.width(), p.kernel().width(), p.stride().width(), p.padding().width());
  }
}
