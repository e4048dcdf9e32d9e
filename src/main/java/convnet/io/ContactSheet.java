package convnet.io;

import convnet.tensor.Shape;
import convnet.tensor.Tensor;

/** Arranges many small feature maps on one picture. */
final class ContactSheet {
  private static final int THICKEST_GAP = 4;

  /** The ratio of a map's shorter side to the gap beside it. */
  private static final int MAP_TO_GAP = 32;

  /** The range of width to height that is acceptable for a sheet without empty cells. */
  private static final double NARROWEST = 0.8;

  private static final double WIDEST = 1.6;

  /** Shades for the gaps, in order of preference. */
  private static final float[] GAPS = {1, 0, 0.5f};

  /** An edge pixel of a map that is this close to the gap's shade does not stand out from it. */
  private static final float VISIBLE = 0.2f;

  /** The fraction of edge pixels that need not stand out. */
  private static final double TOLERATED = 0.1;

  /** Smaller maps, in pixels on the longer side, are enlarged for people to look at. */
  private static final int EASILY_SEEN = 48;

  private ContactSheet() {}

  /**
   * Enlarges small maps by a whole factor, so that a person can see what is on them.
   *
   * @param maps {@code (N, H, W)}
   * @return {@code (N, H', W')}
   */
  static Tensor enlarge(Tensor maps) {
    Shape shape = maps.shape();
    int factor = Math.ceilDiv(EASILY_SEEN, Math.max(shape.height(), shape.width()));
    int width = shape.width() * factor;
    Tensor large = Tensor.zeros(shape.dim(0), shape.height() * factor, width);
    for (int i = 0; i < large.size(); i++) {
      int row = i / width / factor; // counted over all maps
      large.data()[i] = maps.data()[maps.offset() + row * shape.width() + i % width / factor];
    }
    return large;
  }

  /**
   * Lays out the maps row by row, on a sheet about as wide as high. The gaps between them are
   * white, or black or grey if maps stand out better from that.
   *
   * @param maps {@code (N, H, W)}, 0..1
   * @return {@code (1, H', W')}
   */
  static Tensor tile(Tensor maps) {
    Shape shape = maps.shape();
    int count = shape.dim(0);
    int gap = Math.clamp(Math.min(shape.height(), shape.width()) / MAP_TO_GAP, 1, THICKEST_GAP);
    int cellHeight = shape.height() + gap;
    int cellWidth = shape.width() + gap;
    int columns = columns(count, cellHeight, cellWidth);
    int rows = Math.ceilDiv(count, columns);
    Tensor sheet = Tensor.zeros(1, rows * cellHeight - gap, columns * cellWidth - gap);
    sheet.fill(gapShade(maps));
    int sheetWidth = sheet.shape().width();
    for (int i = 0; i < count; i++) {
      int to = i / columns * cellHeight * sheetWidth + i % columns * cellWidth;
      int from = maps.offset() + i * shape.inner().size();
      for (int y = 0; y < shape.height(); y++) {
        System.arraycopy(
            maps.data(),
            from + y * shape.width(),
            sheet.data(),
            to + y * sheetWidth,
            shape.width());
      }
    }
    return sheet;
  }

  private static int columns(int count, int cellHeight, int cellWidth) {
    int best = 0;
    double nearest = Double.MAX_VALUE;
    for (int columns = 1; columns <= count; columns++) {
      double ratio = (double) columns * cellWidth / (Math.ceilDiv(count, columns) * cellHeight);
      boolean full = count % columns == 0 && ratio >= NARROWEST && ratio <= WIDEST;
      if (full && Math.abs(Math.log(ratio)) < nearest) {
        nearest = Math.abs(Math.log(ratio));
        best = columns;
      }
    }
    int square = (int) Math.ceil(Math.sqrt((double) count * cellHeight / cellWidth));
    return best > 0 ? best : Math.clamp(square, 1, count);
  }

  /**
   * The first shade from which all but a tolerated fraction of the edge pixels stand out; if there
   * is none, the one from which the most do.
   */
  private static float gapShade(Tensor maps) {
    int edges = lostEdges(maps, 0, 1);
    float best = GAPS[0];
    int fewest = lostEdges(maps, best, VISIBLE);
    for (float shade : GAPS) {
      int lost = lostEdges(maps, shade, VISIBLE);
      if (lost < fewest && fewest > TOLERATED * edges) {
        fewest = lost;
        best = shade;
      }
    }
    return best;
  }

  /** The number of pixels at the edges of maps that differ from a shade by {@code near} at most. */
  private static int lostEdges(Tensor maps, float shade, float near) {
    int height = maps.shape().height();
    int width = maps.shape().width();
    int lost = 0;
    for (int i = 0; i < maps.size(); i++) {
      int y = i / width % height;
      int x = i % width;
      if (y == 0 || y == height - 1 || x == 0 || x == width - 1) {
        float edge = Math.clamp(maps.data()[maps.offset() + i], 0f, 1f);
        lost += Math.abs(edge - shade) <= near ? 1 : 0;
      }
    }
    return lost;
  }
}
