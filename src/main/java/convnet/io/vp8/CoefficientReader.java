package convnet.io.vp8;

import java.util.Arrays;

/**
 * Reads and dequantizes the coefficients of macroblocks, row by row (RFC 6386, sections 13 and
 * 14.1).
 */
final class CoefficientReader {
  // The types of subblocks.
  private static final int LUMA_WITHOUT_DC = 0;
  private static final int MEANS = 1;
  private static final int CHROMA = 2;
  private static final int LUMA = 3;

  /** The bands of positions, and a last one that is never read. */
  private static final byte[] BANDS = {0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 0};

  private static final byte[] ZIGZAG = {0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15};

  /** The probabilities of the bits of magnitudes in the four largest ranges. */
  private static final int[][] EXTRA_BITS = {
    {173, 148, 140},
    {176, 155, 140, 135},
    {180, 157, 141, 134, 130},
    {254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129}
  };

  /** Where a component's subblocks begin, and those next to it above or to the left. */
  private enum Component {
    Y(0, 4, 0),
    U(Macroblock.U, 2, 4),
    V(Macroblock.V, 2, 6);

    private final int start;
    private final int side;
    private final int neighbours;

    Component(int start, int side, int neighbours) {
      this.start = start;
      this.side = side;
      this.neighbours = neighbours;
    }
  }

  /** The neighbours of all components and that of the means, which is the last. */
  private static final int NEIGHBOURS = 9;

  private static final int MEANS_NEIGHBOUR = 8;

  private final int[] probabilities;

  /** Whether the lowest subblocks in each column of the row above have coefficients: 0 or 1. */
  private final int[] above;

  /** Whether the rightmost subblocks of the macroblock to the left have coefficients: 0 or 1. */
  private final int[] left = new int[NEIGHBOURS];

  CoefficientReader(FrameHeader frame) {
    this.probabilities = frame.probabilities();
    this.above = new int[NEIGHBOURS * frame.columns()];
  }

  /** Has to be called before each row. */
  void startRow() {
    Arrays.fill(left, 0);
  }

  /** Reads the next macroblock of a row. Means are spread to the subblocks of luma. */
  void read(BoolDecoder in, Macroblock block, int column, Dequantizer factors) {
    Arrays.fill(block.coefficients, 0);
    block.coded = 0;
    int over = column * NEIGHBOURS;
    boolean divided = block.luma == null;
    if (block.skipped) {
      int kept = divided ? MEANS_NEIGHBOUR : NEIGHBOURS;
      Arrays.fill(above, over, over + kept, 0);
      Arrays.fill(left, 0, kept, 0);
      return;
    }
    int first = 0;
    int type = LUMA;
    if (!divided) {
      first = 1;
      type = LUMA_WITHOUT_DC;
      int context = above[over + MEANS_NEIGHBOUR] + left[MEANS_NEIGHBOUR];
      int[] means = block.coefficients;
      int at = Macroblock.MEANS * Macroblock.COEFFICIENTS;
      int end = read(in, MEANS, context, 0, means, at, factors.meansDc(), factors.meansAc());
      above[over + MEANS_NEIGHBOUR] = left[MEANS_NEIGHBOUR] = end > 0 ? 1 : 0;
      InverseTransform.spreadMeans(means, at);
    }
    read(in, block, Component.Y, type, first, over, factors.lumaDc(), factors.lumaAc());
    read(in, block, Component.U, CHROMA, 0, over, factors.chromaDc(), factors.chromaAc());
    read(in, block, Component.V, CHROMA, 0, over, factors.chromaDc(), factors.chromaAc());
  }

  /** Reads the subblocks of a component; those above the macroblock are from {@code over} on. */
  private void read(
      BoolDecoder in,
      Macroblock block,
      Component component,
      int type,
      int first,
      int over,
      int dc,
      int ac) {
    for (int i = 0; i < component.side * component.side; i++) {
      int x = over + component.neighbours + i % component.side;
      int y = component.neighbours + i / component.side;
      int subblock = component.start + i;
      int at = subblock * Macroblock.COEFFICIENTS;
      int end = read(in, type, above[x] + left[y], first, block.coefficients, at, dc, ac);
      above[x] = left[y] = end > first ? 1 : 0;
      if (end > 1 || block.coefficients[at] != 0) {
        block.coded |= 1 << subblock;
      }
    }
  }

  /**
   * Reads a subblock.
   *
   * @param context how many of the neighbours above and to the left have coefficients
   * @param first the position of the first coefficient: 1 if the mean is not here
   * @return the position behind the last coefficient
   */
  private int read(
      BoolDecoder in, int type, int context, int first, int[] dst, int at, int dc, int ac) {
    int node = node(type, first, context);
    int position = first;
    while (position < Macroblock.COEFFICIENTS) {
      if (in.bit(probabilities[node]) == 0) {
        return position; // the end of the block
      }
      while (in.bit(probabilities[node + 1]) == 0) { // a zero, which is not the end
        position++;
        if (position == Macroblock.COEFFICIENTS) {
          return position;
        }
        node = node(type, position, 0);
      }
      int magnitude = in.bit(probabilities[node + 2]) == 0 ? 1 : aboveOne(in, node);
      dst[at + ZIGZAG[position]] = in.signed(magnitude) * (position == 0 ? dc : ac);
      position++;
      node = node(type, position, magnitude == 1 ? 1 : 2);
    }
    return position;
  }

  private static int node(int type, int position, int context) {
    return ((type * Tables.BANDS + BANDS[position]) * Tables.CONTEXTS + context) * Tables.NODES;
  }

  /** A magnitude of at least 2. */
  private int aboveOne(BoolDecoder in, int node) {
    if (in.bit(probabilities[node + 3]) == 0) {
      return in.bit(probabilities[node + 4]) == 0 ? 2 : 3 + in.bit(probabilities[node + 5]);
    }
    if (in.bit(probabilities[node + 6]) == 0) {
      if (in.bit(probabilities[node + 7]) == 0) {
        return 5 + in.bit(159);
      }
      return 7 + 2 * in.bit(165) + in.bit(145);
    }
    int upper = in.bit(probabilities[node + 8]);
    int range = 2 * upper + in.bit(probabilities[node + 9 + upper]);
    int extra = 0;
    for (int probability : EXTRA_BITS[range]) {
      extra = 2 * extra + in.bit(probability);
    }
    return 3 + (8 << range) + extra;
  }
}
