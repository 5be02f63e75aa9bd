package dev.bnn.cli;

import java.util.ArrayList;
import java.util.List;

/** A table for people: columns as wide as needed, numbers to the right. */
final class TextTable {
  private final List<List<String>> rows = new ArrayList<>();
  private final String alignment;

  /**
   * A table with a heading.
   *
   * @param alignment a letter per column: {@code l} left, {@code r} right
   */
  TextTable(String alignment, String... heading) {
    this.alignment = alignment;
    row((Object[]) heading);
  }

  TextTable row(Object... cells) {
    if (cells.length != alignment.length()) {
      throw new IllegalArgumentException(
          cells.length + " cells, " + alignment.length() + " columns");
    }
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(String.valueOf(cell));
    }
    rows.add(row);
    return this;
  }

  @Override
  public String toString() {
    int[] widths = new int[alignment.length()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (int r = 0; r < rows.size(); r++) {
      text.append(line(rows.get(r), widths));
      if (r == 0) {
        int total = 2 * (widths.length - 1);
        for (int width : widths) {
          total += width;
        }
        text.append("─".repeat(total)).append('\n');
      }
    }
    return text.toString();
  }

  private String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = row.get(i);
      String space = " ".repeat(widths[i] - cell.length());
      line.append(alignment.charAt(i) == 'r' ? space + cell : cell + space).append("  ");
    }
    return line.toString().stripTrailing() + "\n";
  }
}
