package dev.bnn.experiments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads comma-separated numbers and names, without quotes; columns are found by their heading. */
final class ReadCsv {
  private ReadCsv() {}

  /** A line below the heading. */
  record Row(Path file, int line, List<String> heading, List<String> cells) {
    String text(String column) throws IOException {
      int index = heading.indexOf(column);
      if (index < 0) {
        throw new IOException(file + ": no column " + column);
      }
      return cells.get(index);
    }

    double number(String column) throws IOException {
      String text = text(column);
      try {
        return Double.parseDouble(text);
      } catch (NumberFormatException e) {
        throw new IOException(
            "%s, line %d: %s '%s' is no number".formatted(file, line, column, text), e);
      }
    }

    int count(String column) throws IOException {
      double number = number(column);
      if (number != Math.rint(number) || number < 0 || number > Integer.MAX_VALUE) {
        throw new IOException(
            "%s, line %d: %s '%s' is no count".formatted(file, line, column, text(column)));
      }
      return (int) number;
    }
  }

  /** The rows of a file; none if there is no file. */
  static List<Row> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    List<String> lines = Files.readAllLines(file);
    List<Row> rows = new ArrayList<>();
    List<String> heading = lines.isEmpty() ? List.of() : cells(lines.get(0));
    for (int i = 1; i < lines.size(); i++) {
      List<String> cells = cells(lines.get(i));
      if (cells.size() != heading.size()) {
        throw new IOException(
            "%s, line %d: %d values for %d columns"
                .formatted(file, i + 1, cells.size(), heading.size()));
      }
      rows.add(new Row(file, i + 1, heading, cells));
    }
    return rows;
  }

  private static List<String> cells(String line) {
    return List.of(line.split(",", -1));
  }
}
