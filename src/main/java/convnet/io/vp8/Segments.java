package convnet.io.vp8;

/**
 * The kinds of macroblocks in a frame, which have their own quantizers and levels of the loop
 * filter (RFC 6386, section 9.3).
 *
 * @param absolute whether quantizers and levels are not to be added to the frame's
 * @param quantizers by segment
 * @param levels by segment
 * @param tree probabilities with which macroblocks name their segments; empty if all are in the
 *     first
 */
record Segments(boolean absolute, int[] quantizers, int[] levels, int[] tree) {
  static final int COUNT = 4;

  private static final int ALWAYS = 255;

  static Segments read(BoolDecoder in) {
    int[] quantizers = new int[COUNT];
    int[] levels = new int[COUNT];
    if (!in.flag()) {
      return new Segments(false, quantizers, levels, new int[0]);
    }
    boolean mapped = in.flag();
    boolean absolute = true; // all of them 0, unless they follow
    if (in.flag()) {
      absolute = in.flag();
      for (int i = 0; i < COUNT; i++) {
        quantizers[i] = in.optionalSigned(7);
      }
      for (int i = 0; i < COUNT; i++) {
        levels[i] = in.optionalSigned(6);
      }
    }
    int[] tree = new int[mapped ? COUNT - 1 : 0];
    for (int i = 0; i < tree.length; i++) {
      tree[i] = in.flag() ? in.number(Byte.SIZE) : ALWAYS;
    }
    return new Segments(absolute, quantizers, levels, tree);
  }

  /** The quantizer of a segment in a frame with this one. */
  int quantizer(int segment, int frame) {
    return absolute ? quantizers[segment] : frame + quantizers[segment];
  }

  /** The level of the loop filter of a segment in a frame with this one. */
  int level(int segment, int frame) {
    return absolute ? levels[segment] : frame + levels[segment];
  }
}
