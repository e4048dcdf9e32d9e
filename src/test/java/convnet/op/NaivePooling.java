package convnet.op;

import convnet.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Pooling by its definition, in double: every window as the list of its elements' places, counted
 * one by one.
 *
 * @param p the windows
 * @param src (N, C, H, W)
 */
record NaivePooling(PoolingParameters p, Shape src) {

  /**
   * One window.
   *
   * @param inside the places in the whole tensor of its elements, row by row
   * @param padded how many elements lie in the image or its padding; what hangs over does not
   */
  record Window(List<Integer> inside, int padded) {}

  /** (N, C, H', W'), counted. */
  Shape dst() {
    return Shape.of(
        src.dim(0),
        src.channels(),
        starts(
                src.height(),
                p.kernel().height(),
                p.stride().height(),
                p.padding().height(),
                p.dilation().height())
            .size(),
        starts(
                src.width(),
                p.kernel().width(),
                p.stride().width(),
                p.padding().width(),
                p.dilation().width())
            .size());
  }

  /**
   * Where the windows start. Rounding down, every window ends inside the padding. Rounding up, a
   * last one may hang over by less than a stride, if it starts in the image or its left padding.
   */
  private List<Integer> starts(int size, int kernel, int stride, int padding, int dilation) {
    List<Integer> starts = new ArrayList<>();
    int last = size + padding - 1 - (kernel - 1) * dilation;
    int most = p.ceilMode() ? Math.min(last + stride - 1, size - 1) : last;
    for (int start = -padding; start <= most; start += stride) {
      starts.add(start);
    }
    return starts;
  }

  /** The windows of all planes, in the output's order. */
  List<Window> windows() {
    List<Window> windows = new ArrayList<>();
    int height = src.height();
    int width = src.width();
    for (int plane = 0; plane < src.dim(0) * src.channels(); plane++) {
      for (int y = 0; y < dst().height(); y++) {
        for (int x = 0; x < dst().width(); x++) {
          List<Integer> inside = new ArrayList<>();
          int padded = 0;
          for (int i = 0; i < p.kernel().height(); i++) {
            for (int j = 0; j < p.kernel().width(); j++) {
              int row = y * p.stride().height() + i * p.dilation().height() - p.padding().height();
              int column = x * p.stride().width() + j * p.dilation().width() - p.padding().width();
              if (row >= 0 && row < height && column >= 0 && column < width) {
                inside.add((plane * height + row) * width + column);
              }
              if (row < height + p.padding().height() && column < width + p.padding().width()) {
                padded++;
              }
            }
          }
          windows.add(new Window(inside, padded));
        }
      }
    }
    return windows;
  }

  /**
   * The windows of an adaptive pooling: a pixel [t, t + 1) belongs to every window [i·n/o, (i +
   * 1)·n/o) that it touches.
   *
   * @param dst (N, C, H', W')
   */
  static List<Window> adaptive(Shape src, Shape dst) {
    List<Window> windows = new ArrayList<>();
    for (int plane = 0; plane < src.dim(0) * src.channels(); plane++) {
      for (int y = 0; y < dst.height(); y++) {
        for (int x = 0; x < dst.width(); x++) {
          List<Integer> inside = new ArrayList<>();
          for (int row = 0; row < src.height(); row++) {
            for (int column = 0; column < src.width(); column++) {
              if (touches(row, y, src.height(), dst.height())
                  && touches(column, x, src.width(), dst.width())) {
                inside.add((plane * src.height() + row) * src.width() + column);
              }
            }
          }
          windows.add(new Window(inside, inside.size()));
        }
      }
    }
    return windows;
  }

  private static boolean touches(int pixel, int window, int pixels, int windows) {
    return (pixel + 1) * windows > window * pixels && pixel * windows < (window + 1) * pixels;
  }
}
