package dev.bnn.experiments;

import static dev.bnn.experiments.Texts.escape;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A table whose cells know the number they show, so that {@code sweep.js} can sort it; it filters
 * the rows too.
 *
 * @param name what the rows are, for the filter
 * @param rows each of as many cells as the heading
 */
record DataTable(String name, List<String> heading, List<List<Cell>> rows) {
  /**
   * A cell.
   *
   * @param value what it is sorted by: a number, or the text itself; empty if there is nothing
   * @param isNumber whether {@code value} is one
   */
  record Cell(String text, String value, boolean isNumber) {
    static Cell of(String text) {
      return new Cell(text, text, false);
    }

    static Cell of(String text, double value) {
      return Double.isNaN(value) ? none() : new Cell(text, String.valueOf(value), true);
    }

    static Cell of(long count) {
      return of(Texts.count(count), (double) count);
    }

    /** Sorted behind all others, upwards and downwards. */
    static Cell none() {
      return new Cell("–", "", true);
    }

    private String toHtml() {
      return isNumber
          ? "<td data-value=\"" + value + "\">" + escape(text) + "</td>"
          : "<td class=\"text\">" + escape(text) + "</td>";
    }
  }

  DataTable {
    heading = List.copyOf(heading);
    rows = rows.stream().map(List::copyOf).toList();
  }

  String toHtml() {
    return ("<div class=\"wide\"><table class=\"data\" data-name=\"" + escape(name) + "\">\n")
        + IntStream.range(0, heading.size())
            .mapToObj(this::head)
            .collect(Collectors.joining("", "<thead><tr>", "</tr></thead>\n<tbody>\n"))
        + rows.stream().map(DataTable::row).collect(Collectors.joining())
        + "</tbody></table></div>\n";
  }

  /** A column is aligned as its first cell is. */
  private String head(int column) {
    boolean isText = !rows.isEmpty() && !rows.get(0).get(column).isNumber();
    return (isText ? "<th scope=\"col\" class=\"text\">" : "<th scope=\"col\">")
        + (escape(heading.get(column)) + "</th>");
  }

  private static String row(List<Cell> cells) {
    return cells.stream().map(Cell::toHtml).collect(Collectors.joining("", "<tr>", "</tr>\n"));
  }
}
