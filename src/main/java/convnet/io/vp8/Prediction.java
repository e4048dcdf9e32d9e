package convnet.io.vp8;

import java.util.Arrays;

/** Predicts blocks from the samples around them (RFC 6386, section 12). */
final class Prediction {
  /** Four samples to the left, the corner, eight above, and both ends again. */
  private static final int EDGE = 15;

  private static final int CORNER = 5;

  private Prediction() {}

  /**
   * Predicts {@code side}² samples as a whole.
   *
   * @param column of macroblocks, and {@code row}: the mean is of what is inside of the frame
   */
  static void whole(Plane plane, int column, int row, int side, Mode mode) {
    int position = plane.position(column * side, row * side);
    switch (mode) {
      case DC -> fill(plane, position, side, mean(plane, position, side, row > 0, column > 0));
      case VERTICAL -> vertical(plane, position, side);
      case HORIZONTAL -> horizontal(plane, position, side);
      default -> trueMotion(plane, position, side);
    }
  }

  private static int mean(Plane plane, int position, int side, boolean above, boolean left) {
    if (!above && !left) {
      return 128;
    }
    int sum = 0;
    for (int i = 0; i < side; i++) {
      sum += above ? plane.at(position - plane.stride() + i) : 0;
      sum += left ? plane.at(position + i * plane.stride() - 1) : 0;
    }
    int count = above && left ? 2 * side : side;
    return (sum + count / 2) / count;
  }

  private static void fill(Plane plane, int position, int side, int value) {
    for (int y = 0; y < side; y++) {
      int at = position + y * plane.stride();
      Arrays.fill(plane.samples(), at, at + side, (byte) value);
    }
  }

  private static void vertical(Plane plane, int position, int side) {
    byte[] samples = plane.samples();
    for (int y = 0; y < side; y++) {
      System.arraycopy(
          samples, position - plane.stride(), samples, position + y * plane.stride(), side);
    }
  }

  private static void horizontal(Plane plane, int position, int side) {
    byte[] samples = plane.samples();
    for (int y = 0; y < side; y++) {
      int at = position + y * plane.stride();
      Arrays.fill(samples, at, at + side, samples[at - 1]);
    }
  }

  /** What is above, plus what is to the left, minus the corner. */
  private static void trueMotion(Plane plane, int position, int side) {
    int above = position - plane.stride();
    int corner = plane.at(above - 1);
    for (int y = 0; y < side; y++) {
      int at = position + y * plane.stride();
      int difference = plane.at(at - 1) - corner;
      for (int x = 0; x < side; x++) {
        plane.samples()[at + x] = (byte) Math.clamp(plane.at(above + x) + difference, 0, 255);
      }
    }
  }

  /**
   * Predicts a subblock of 4×4.
   *
   * @param right the position of the four samples that are to follow those above it
   */
  static void subblock(Plane plane, int position, int right, Mode mode) {
    switch (mode) {
      case DC -> {
        int sum = 0;
        for (int i = 0; i < 4; i++) {
          sum += plane.at(position - plane.stride() + i);
          sum += plane.at(position + i * plane.stride() - 1);
        }
        fill(plane, position, 4, sum + 4 >> 3);
      }
      case TRUE_MOTION -> trueMotion(plane, position, 4);
      default -> {
        int[] edge = edge(plane, position, right);
        for (int y = 0; y < 4; y++) {
          for (int x = 0; x < 4; x++) {
            plane.samples()[position + y * plane.stride() + x] = (byte) along(edge, mode, x, y);
          }
        }
      }
    }
  }

  /**
   * The samples round a subblock, from the lower left by the corner to the upper right, with the
   * first and the last one twice.
   */
  private static int[] edge(Plane plane, int position, int right) {
    int[] edge = new int[EDGE];
    int above = position - plane.stride();
    for (int i = 0; i < 4; i++) {
      edge[CORNER - 1 - i] = plane.at(position + i * plane.stride() - 1);
      edge[CORNER + 1 + i] = plane.at(above + i);
      edge[CORNER + 5 + i] = plane.at(right + i);
    }
    edge[CORNER] = plane.at(above - 1);
    edge[0] = edge[1];
    edge[EDGE - 1] = edge[EDGE - 2];
    return edge;
  }

  /** A sample that is predicted in a direction: a weighted mean of neighbours in the edge. */
  private static int along(int[] edge, Mode mode, int x, int y) {
    return switch (mode) {
      case VERTICAL -> three(edge, CORNER + 1 + x);
      case HORIZONTAL -> three(edge, CORNER - 1 - y);
      case RIGHT_DOWN -> three(edge, CORNER + x - y);
      case LEFT_DOWN -> three(edge, CORNER + 2 + x + y);
      case VERTICAL_RIGHT -> {
        int i = x - (y >> 1);
        if (i < 0) {
          yield three(edge, CORNER + 1 - y);
        }
        yield y % 2 == 0 ? two(edge, CORNER + i) : three(edge, CORNER + i);
      }
      case HORIZONTAL_DOWN -> {
        int i = y - (x >> 1);
        if (i < 0) {
          yield three(edge, CORNER - 1 + x);
        }
        yield x % 2 == 0 ? two(edge, CORNER - 1 - i) : three(edge, CORNER - i);
      }
      case VERTICAL_LEFT -> {
        int i = x + (y >> 1);
        if (x == 3 && y > 1) { // where the rule would have to be another
          yield three(edge, CORNER + 4 + y);
        }
        yield y % 2 == 0 ? two(edge, CORNER + 1 + i) : three(edge, CORNER + 2 + i);
      }
      case HORIZONTAL_UP -> {
        int i = Math.min(y + (x >> 1), 3);
        yield x % 2 == 0 || i == 3 ? two(edge, CORNER - 2 - i) : three(edge, CORNER - 2 - i);
      }
      case DC, TRUE_MOTION -> throw new IllegalArgumentException("no direction: " + mode);
    };
  }

  private static int two(int[] edge, int first) {
    return edge[first] + edge[first + 1] + 1 >> 1;
  }

  private static int three(int[] edge, int centre) {
    return edge[centre - 1] + 2 * edge[centre] + edge[centre + 1] + 2 >> 2;
  }
}
