package convnet.op.filter;

import convnet.op.ConvolutionParameters;
import convnet.op.Size;
import convnet.tensor.Shape;
import convnet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The terms whose sum is one value of a feature map: for every channel that takes part, numbers of
 * the input times weights of the kernel; and the bias.
 *
 * @param bias 0 if there is none
 */
public record Terms(Window window, List<Channel> channels, float bias) {

  /** The value: the sum of all terms. */
  public double total() {
    return channels.stream().mapToDouble(Channel::sum).sum() + bias;
  }

  /** The same without taps of weight 0, so that an infinity under them does not make NaN. */
  Terms withoutZeros() {
    return new Terms(window, channels.stream().map(Channel::withoutZeros).toList(), bias);
  }

  /**
   * A tap of the kernel along one axis.
   *
   * @param index its index in the kernel
   * @param position its position on the input, beyond the input's ends if it lies in the padding
   * @param source the index of the input element that it reads: in padding that copies pixels, that
   *     of the copied one; −1 for a zero
   * @param inPadding whether it lies in the padding
   */
  public record Tap(int index, int position, int source, boolean inPadding) {}

  /**
   * Where the kernel lies on the input. In a convolution all taps take part; in a transposed one,
   * those by which an input pixel contributes to the value, which may be none.
   *
   * @param parameters for a transposed convolution, those of the convolution whose backward pass it
   *     is
   * @param outputPadding that of a transposed convolution, else 0
   * @param row the row of the value in the output
   * @param column its column in the output
   */
  public record Window(
      ConvolutionParameters parameters,
      boolean transposed,
      Size outputPadding,
      int row,
      int column,
      List<Tap> rows,
      List<Tap> columns) {

    /**
     * @param src (C, H, W)
     */
    static Window of(ConvolutionParameters p, Shape src, int row, int column) {
      int y = row * p.stride().height() - p.padding().top();
      int x = column * p.stride().width() - p.padding().left();
      return new Window(
          p,
          false,
          Size.of(0),
          row,
          column,
          taps(p, y, p.kernel().height(), p.dilation().height(), src.height()),
          taps(p, x, p.kernel().width(), p.dilation().width(), src.width()));
    }

    private static List<Tap> taps(
        ConvolutionParameters p, int start, int kernel, int dilation, int size) {
      List<Tap> taps = new ArrayList<>();
      for (int i = 0; i < kernel; i++) {
        int position = start + i * dilation;
        boolean inPadding = position < 0 || position >= size;
        taps.add(new Tap(i, position, p.paddingMode().source(position, size), inPadding));
      }
      return taps;
    }

    /**
     * @param src (C, H, W)
     */
    static Window ofTransposed(
        ConvolutionParameters p, Size outputPadding, Shape src, int row, int column) {
      int kh = p.kernel().height();
      int kw = p.kernel().width();
      int y = row + p.padding().top();
      int x = column + p.padding().left();
      return new Window(
          p,
          true,
          outputPadding,
          row,
          column,
          tapsBack(y, kh, p.dilation().height(), p.stride().height(), src.height()),
          tapsBack(x, kw, p.dilation().width(), p.stride().width(), src.width()));
    }

    /** The taps i for which {@code (start − d·i) / s} is the position of an input pixel. */
    private static List<Tap> tapsBack(int start, int kernel, int dilation, int stride, int size) {
      List<Tap> taps = new ArrayList<>();
      for (int i = 0; i < kernel; i++) {
        int steps = start - i * dilation;
        if (steps >= 0 && steps % stride == 0 && steps / stride < size) {
          taps.add(new Tap(i, steps / stride, steps / stride, false));
        }
      }
      return taps;
    }

    /**
     * The numbers and weights of one channel that meet there.
     *
     * @param plane (H, W)
     * @param kernel (kh, kw)
     */
    Channel over(int channel, Tensor plane, Tensor kernel) {
      float[][] values = new float[rows.size()][columns.size()];
      float[][] weights = new float[rows.size()][columns.size()];
      for (int i = 0; i < rows.size(); i++) {
        for (int j = 0; j < columns.size(); j++) {
          int y = rows.get(i).source();
          int x = columns.get(j).source();
          values[i][j] = y < 0 || x < 0 ? 0 : plane.get(y, x);
          weights[i][j] = kernel.get(rows.get(i).index(), columns.get(j).index());
        }
      }
      return new Channel(channel, values, weights, false);
    }
  }

  /**
   * The terms of one channel.
   *
   * @param index the channel of the input
   * @param values the numbers of the input under the taps, row by row
   * @param weights the kernel's weights at the taps
   * @param leavesOutZeros whether taps of weight 0 do not count, whatever number is under them
   */
  public record Channel(int index, float[][] values, float[][] weights, boolean leavesOutZeros) {

    private Channel withoutZeros() {
      return new Channel(index, values, weights, true);
    }

    public double product(int row, int column) {
      float weight = weights[row][column];
      return leavesOutZeros && weight == 0 ? 0 : (double) values[row][column] * weight;
    }

    public double sum() {
      double sum = 0;
      for (int i = 0; i < values.length; i++) {
        for (int j = 0; j < values[i].length; j++) {
          sum += product(i, j);
        }
      }
      return sum;
    }
  }
}
