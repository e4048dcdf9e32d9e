package convnet.op.filter;

import convnet.kernel.FilterKernels;
import convnet.kernel.PairedTaps;
import convnet.kernel.Scratch;
import convnet.kernel.Scratch.Purpose;
import convnet.kernel.Taps;
import java.util.ArrayList;
import java.util.List;

/**
 * Columns first, then rows: for each term of the kernel a pass down the columns into a strip, then
 * one pass along the strips of all terms.
 *
 * @param columns the taps of each term's column, with the two rows of output that share them
 * @param row the taps of all rows, in the strips
 * @param phases into how many parts the stride sorts the columns
 * @param reach how many pixels more than it has of output a row reads, in each part
 */
record SeparableFilter(List<ColumnPass> columns, Taps row, int phases, int reach, BandLayout layout)
    implements PlaneFilter {
  /** Columns done at a time, so that the strips stay in the first cache. */
  private static final int STRIP = 512;

  /** The pass of one term. */
  record ColumnPass(Taps taps, PairedTaps pairs) {}

  static SeparableFilter of(KernelTerms terms, BandLayout layout) {
    int phases = layout.parameters().stride().width();
    int kernelWidth = layout.parameters().kernel().width();
    int reach = (kernelWidth - 1) * layout.parameters().dilation().width() / phases;
    List<ColumnPass> columns = new ArrayList<>();
    Taps.Builder row = new Taps.Builder();
    for (KernelTerms.Term term : terms.terms()) {
      Taps.Builder column = new Taps.Builder();
      for (int i = 0; i < term.column().length; i++) {
        column.add(layout.offset(i, 0), term.column()[i]);
      }
      for (int j = 0; j < term.row().length; j++) {
        int strip = columns.size() * phases + layout.phase(j);
        row.add(strip * (STRIP + reach) + layout.column(j), term.row()[j]);
      }
      columns.add(new ColumnPass(column.build(), PairedTaps.of(column.build(), layout.step())));
    }
    return new SeparableFilter(columns, row.build(), phases, reach, layout);
  }

  @Override
  public double cost(int rows) {
    double vertical = columns.stream().mapToDouble(c -> Costs.paired(c.taps(), c.pairs())).sum();
    return vertical * phases * (STRIP + reach) / STRIP + Costs.single(row);
  }

  @Override
  public void forward(
      int rows,
      int width,
      float[] src,
      float[] dst,
      int dstOffset,
      FilterKernels kernels,
      Scratch scratch,
      int worker) {
    int pitch = STRIP + reach;
    int strips = columns.size() * phases * pitch;
    float[] pass = scratch.floats(Purpose.PASS, worker, 2L * strips);
    for (int x = 0; x < width; x += STRIP) {
      int n = Math.min(STRIP, width - x);
      for (int y = 0; y < rows; y += 2) {
        int to = dstOffset + y * width + x;
        boolean pair = y + 1 < rows;
        for (int strip = 0; strip < columns.size() * phases; strip++) {
          ColumnPass column = columns.get(strip / phases);
          int from = y * layout.step() + strip % phases * layout.phasePitch() + x;
          if (pair) {
            kernels.correlatePair(
                n + reach, column.pairs(), src, from, pass, strip * pitch, strips);
          } else {
            kernels.correlate(n + reach, column.taps(), src, from, pass, strip * pitch);
          }
        }
        kernels.correlate(n, row, pass, 0, dst, to);
        if (pair) {
          kernels.correlate(n, row, pass, strips, dst, to + width);
        }
      }
    }
  }
}
