package convnet.io.vp8;

/**
 * Filters edges at one level (RFC 6386, sections 15.2 and 15.3). p0 and q0 are the samples on the
 * two sides of an edge, p1 and q1 those behind them, and so on.
 */
final class EdgeFilter {
  private final byte[] samples;
  private final boolean simple;

  /** How much p0 and q0 may differ. */
  private final int edgeLimit;

  /** How much the samples behind them may. */
  private final int interiorLimit;

  /** From which difference to p1, or of q0 to q1, on there is high variance. */
  private final int varianceThreshold;

  EdgeFilter(byte[] samples, boolean simple, int level, int sharpness) {
    this.samples = samples;
    this.simple = simple;
    int interior = level;
    if (sharpness > 0) {
      interior = Math.min(interior >> (sharpness > 4 ? 2 : 1), 9 - sharpness);
    }
    this.interiorLimit = Math.max(interior, 1);
    this.edgeLimit = 2 * level + interiorLimit;
    this.varianceThreshold = level >= 40 ? 2 : level >= 15 ? 1 : 0;
  }

  /**
   * Filters an edge between macroblocks.
   *
   * @param across from p0 to q0
   * @param along from one sample of the edge to the next of its {@code length}
   */
  void betweenMacroblocks(int position, int across, int along, int length) {
    for (int at = position; at < position + length * along; at += along) {
      if (isFlat(at, across, edgeLimit + 4)) {
        if (simple || isVaried(at, across)) {
          two(at, across);
        } else {
          six(at, across);
        }
      }
    }
  }

  /** Filters an edge between subblocks. */
  void betweenSubblocks(int position, int across, int along, int length) {
    for (int at = position; at < position + length * along; at += along) {
      if (isFlat(at, across, edgeLimit)) {
        if (simple || isVaried(at, across)) {
          two(at, across);
        } else {
          four(at, across);
        }
      }
    }
  }

  /** Whether the samples are so alike that the edge comes from the division into blocks. */
  private boolean isFlat(int at, int across, int limit) {
    if (4 * difference(at - across, at) + difference(at - 2 * across, at + across)
        > 2 * limit + 1) {
      return false;
    }
    return simple
        || difference(at - 4 * across, at - 3 * across) <= interiorLimit
            && difference(at - 3 * across, at - 2 * across) <= interiorLimit
            && difference(at - 2 * across, at - across) <= interiorLimit
            && difference(at + across, at) <= interiorLimit
            && difference(at + 2 * across, at + across) <= interiorLimit
            && difference(at + 3 * across, at + 2 * across) <= interiorLimit;
  }

  private boolean isVaried(int at, int across) {
    return difference(at - 2 * across, at - across) > varianceThreshold
        || difference(at + across, at) > varianceThreshold;
  }

  /** Changes p0 and q0. */
  private void two(int at, int across) {
    int a = 3 * step(at - across, at) + signed(step(at + across, at - 2 * across));
    add(at - across, fiveBits(a + 3 >> 3));
    add(at, -fiveBits(a + 4 >> 3));
  }

  /** Changes p1 to q1. */
  private void four(int at, int across) {
    int a = 3 * step(at - across, at);
    int upper = fiveBits(a + 4 >> 3);
    int half = upper + 1 >> 1;
    add(at - 2 * across, half);
    add(at - across, fiveBits(a + 3 >> 3));
    add(at, -upper);
    add(at + across, -half);
  }

  /** Changes p2 to q2. */
  private void six(int at, int across) {
    int a = signed(3 * step(at - across, at) + signed(step(at + across, at - 2 * across)));
    for (int i = 0; i < 3; i++) {
      int change = 9 * (3 - i) * a + 63 >> 7;
      add(at - (i + 1) * across, change);
      add(at + i * across, -change);
    }
  }

  private int difference(int i, int j) {
    return Math.abs(step(i, j));
  }

  private int step(int from, int to) {
    return (samples[to] & 0xFF) - (samples[from] & 0xFF);
  }

  private void add(int at, int change) {
    samples[at] = (byte) Math.clamp((samples[at] & 0xFF) + change, 0, 255);
  }

  private static int signed(int value) {
    return Math.clamp(value, -128, 127);
  }

  private static int fiveBits(int value) {
    return Math.clamp(value, -16, 15);
  }
}
