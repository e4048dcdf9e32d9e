package convnet.io;

import convnet.tensor.Shape;
import convnet.tensor.Tensor;

/** Many small maps on one picture. */
final class ContactSheet {
  private static final int GAP = 2;

  private ContactSheet() {}

  /**
   * The maps row by row with white gaps between them, on a sheet about as wide as high.
   *
   * @param maps {@code (N, H, W)}, 0..1
   * @return {@code (1, H', W')}
   */
  static Tensor tile(Tensor maps) {
    Shape shape = maps.shape();
    int count = shape.dim(0);
    int cellHeight = shape.height() + GAP;
    int cellWidth = shape.width() + GAP;
    int columns = (int) Math.ceil(Math.sqrt((double) count * cellHeight / cellWidth));
    columns = Math.clamp(columns, 1, count);
    int rows = (count + columns - 1) / columns;
    Tensor sheet = Tensor.zeros(1, rows * cellHeight - GAP, columns * cellWidth - GAP);
    sheet.fill(1);
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
}
