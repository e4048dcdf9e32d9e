package convnet.io.vp8;

import org.jspecify.annotations.Nullable;

/** What the data says of the macroblock that is being decoded. */
final class Macroblock {
  /** Subblocks of 4×4: 16 of luma, 4 of each chroma, and that of the other luma ones' means. */
  static final int BLOCKS = 25;

  /** Coefficients of a subblock. */
  static final int COEFFICIENTS = 16;

  /** The first subblocks of the planes, and the one of means. */
  static final int U = 16;

  static final int V = 20;
  static final int MEANS = 24;

  int segment;

  /** Whether it has no coefficients at all. */
  boolean skipped;

  /** The mode of the whole of luma; null if every subblock has its own. */
  @Nullable Mode luma;

  /** The modes of luma's subblocks; all the same if there is one for the whole. */
  final Mode[] subblocks = new Mode[16];

  Mode chroma = Mode.DC;

  /** Dequantized, subblock by subblock, and within one row by row. */
  final int[] coefficients = new int[BLOCKS * COEFFICIENTS];

  /** A bit for every subblock with coefficients, the first one the lowest. */
  int coded;
}
