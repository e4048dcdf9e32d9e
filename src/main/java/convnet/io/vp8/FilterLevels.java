package convnet.io.vp8;

/**
 * How strong the loop filter is (RFC 6386, section 9.6).
 *
 * @param simple whether only luma is filtered, in the simple way
 * @param sharpness 0 to 7: the larger, the fewer samples are filtered
 * @param whole the levels, 0 to 63, of macroblocks that are predicted as a whole, by segment
 * @param divided the levels of those whose subblocks have modes of their own, by segment
 */
record FilterLevels(boolean simple, int sharpness, int[] whole, int[] divided) {
  private static final int MAX = 63;

  /** Kinds of reference frames, and of modes. Those of a key frame are the first ones. */
  private static final int KINDS = 4;

  /** Reads those of all segments. */
  static FilterLevels read(BoolDecoder in, Segments segments) {
    boolean simple = in.flag();
    int level = in.number(6);
    int sharpness = in.number(3);
    int[] deltas = new int[2 * KINDS];
    boolean adjusted = in.flag();
    if (adjusted && in.flag()) {
      for (int i = 0; i < deltas.length; i++) {
        deltas[i] = in.optionalSigned(6);
      }
    }
    int[] whole = new int[Segments.COUNT];
    int[] divided = new int[Segments.COUNT];
    for (int i = 0; i < Segments.COUNT && level > 0; i++) {
      int base = segments.level(i, level) + deltas[0];
      whole[i] = Math.clamp(base, 0, MAX);
      divided[i] = Math.clamp(base + deltas[KINDS], 0, MAX);
    }
    return new FilterLevels(simple, sharpness, whole, divided);
  }

  int of(Macroblock block) {
    return (block.luma == null ? divided : whole)[block.segment];
  }
}
