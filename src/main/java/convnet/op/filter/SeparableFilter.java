package convnet.op.filter;

import convnet.kernel.FilterKernels;
import convnet.kernel.Scratch;
import convnet.kernel.Scratch.Purpose;
import convnet.kernel.Taps;
import java.util.ArrayList;
import java.util.List;

/**
 * Filters columns, then rows: for each term of the kernel a vertical pass into a strip, then one
 * horizontal pass over the strips of all terms.
 *
 * @param columns the vertical pass of each term
 * @param row the horizontal pass over the strips
 * @param phases the number of phases by which the columns are sorted: the horizontal stride
 * @param reach how many more pixels a row of output reads in each phase than it has
 */
record SeparableFilter(
    List<Correlation> columns, Taps row, int phases, int reach, BandLayout layout)
    implements PlaneFilter {
  /** Columns computed at a time, so that the strips stay in L1. */
  private static final int STRIP = 512;

  static SeparableFilter of(SeparableTerms terms, BandLayout layout) {
    int phases = layout.parameters().stride().width();
    int kernelWidth = layout.parameters().kernel().width();
    int reach = (kernelWidth - 1) * layout.parameters().dilation().width() / phases;
    List<Correlation> columns = new ArrayList<>();
    Taps.Builder row = new Taps.Builder();
    for (SeparableTerms.Term term : terms.terms()) {
      Taps.Builder column = new Taps.Builder();
      for (int i = 0; i < term.column().length; i++) {
        column.add(layout.offset(i, 0), term.column()[i]);
      }
      for (int j = 0; j < term.row().length; j++) {
        int strip = columns.size() * phases + layout.phase(j);
        row.add(strip * (STRIP + reach) + layout.column(j), term.row()[j]);
      }
      columns.add(Correlation.of(column.build(), layout.step()));
    }
    return new SeparableFilter(columns, row.build(), phases, reach, layout);
  }

  @Override
  public double cost(int width, int rows) {
    double vertical = columns.stream().mapToDouble(Correlation::cost).sum();
    return vertical * phases * (STRIP + reach) / STRIP + Costs.correlation(row, null);
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
    int strips = columns.size() * phases;
    float[] pass = scratch.floats(Purpose.PASS, worker, 2L * strips * pitch);
    for (int x = 0; x < width; x += STRIP) {
      int n = Math.min(STRIP, width - x);
      for (int y = 0; y < rows; y += 2) {
        int count = Math.min(2, rows - y);
        for (int strip = 0; strip < strips; strip++) {
          int from = y * layout.step() + strip % phases * layout.phasePitch() + x;
          columns
              .get(strip / phases)
              .forward(count, n + reach, src, from, pass, strip * pitch, strips * pitch, kernels);
        }
        for (int i = 0; i < count; i++) {
          int to = dstOffset + (y + i) * width + x;
          kernels.correlate(n, row, pass, i * strips * pitch, dst, to);
        }
      }
    }
  }
}
