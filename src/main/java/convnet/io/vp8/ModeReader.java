package convnet.io.vp8;

import java.util.Arrays;

/** Reads how macroblocks are predicted, row by row (RFC 6386, sections 10, 11 and 19.3). */
final class ModeReader {
  /** Stands in the tree of luma's modes for subblocks with modes of their own. */
  private static final int DIVIDED = 10;

  // The leaves are the negated ordinals of modes; DC is 0.
  private static final byte[] LUMA = {-DIVIDED, 2, 4, 6, 0, -2, -3, -1};
  private static final byte[] CHROMA = {0, 2, -2, 4, -3, -1};
  private static final byte[] SUBBLOCK = {
    0, 2, -1, 4, -2, 6, 8, 12, -3, 10, -5, -6, -4, 14, -7, 16, -8, -9
  };
  private static final byte[] SEGMENT = {2, 4, 0, -1, -2, -3};

  private static final int[] LUMA_PROBABILITIES = {145, 156, 163, 128};
  private static final int[] CHROMA_PROBABILITIES = {142, 114, 183};
  private static final Mode[] MODES = Mode.values();

  private final FrameHeader frame;
  private final BoolDecoder in;

  /** The modes of the lowest subblocks in each column of the row above. */
  private final Mode[] above;

  /** The modes of the rightmost subblocks in the macroblock to the left. */
  private final Mode[] left = new Mode[4];

  ModeReader(FrameHeader frame) {
    this.frame = frame;
    this.in = frame.modes();
    this.above = new Mode[4 * frame.columns()];
    Arrays.fill(above, Mode.DC);
  }

  /** Has to be called before each row. */
  void startRow() {
    Arrays.fill(left, Mode.DC);
  }

  /** Reads the next macroblock of a row. */
  void read(Macroblock block, int column) {
    block.segment =
        frame.segments().tree().length == 0 ? 0 : in.leaf(SEGMENT, frame.segments().tree(), 0);
    block.skipped = frame.unskipped() >= 0 && in.bit(frame.unskipped()) != 0;
    int luma = in.leaf(LUMA, LUMA_PROBABILITIES, 0);
    block.luma = luma == DIVIDED ? null : MODES[luma];
    for (int i = 0; i < block.subblocks.length; i++) {
      int x = 4 * column + i % 4;
      int y = i / 4;
      Mode mode =
          block.luma == null
              ? MODES[Tables.subblockMode(in, SUBBLOCK, above[x], left[y])]
              : block.luma;
      block.subblocks[i] = mode;
      above[x] = mode;
      left[y] = mode;
    }
    block.chroma = MODES[in.leaf(CHROMA, CHROMA_PROBABILITIES, 0)];
  }
}
