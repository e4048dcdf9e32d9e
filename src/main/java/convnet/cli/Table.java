package convnet.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows of text in aligned columns: the first ones to the left, the others, numbers, to the right.
 */
final class Table {
  private static final String GAP = "  ";

  private final int leftColumns;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * @param leftColumns how many columns are aligned to the left
   */
  Table(int leftColumns) {
    this.leftColumns = leftColumns;
  }

  /** Adds a row with a text for each column. */
  void row(String... cells) {
    rows.add(List.of(cells));
  }

  /** Adds a horizontal line across the table. */
  void rule() {
    rows.add(List.of());
  }

  /**
   * Adds an indented line below the last row, which has no influence on the width of the columns.
   */
  void remark(String text) {
    rows.add(List.of(text));
  }

  @Override
  public String toString() {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; row.size() > 1 && i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    int total = (columns - 1) * GAP.length();
    for (int width : widths) {
      total += width;
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      text.append(
              switch (row.size()) {
                case 0 -> "─".repeat(total);
                case 1 -> "    " + row.getFirst();
                default -> line(row, widths);
              })
          .append('\n');
    }
    return text.toString();
  }

  private String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      String blanks = " ".repeat(widths[i] - row.get(i).length());
      line.append(i == 0 ? "" : GAP)
          .append(i < leftColumns ? row.get(i) + blanks : blanks + row.get(i));
    }
    return line.toString().stripTrailing();
  }
}
