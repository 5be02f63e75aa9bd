package dev.bnn.imports;

import static dev.bnn.imports.Refusal.require;

import dev.bnn.quantize.Shape;

/**
 * Feature maps as they lie in a tensor of four sides.
 *
 * @param dims sides
 * @param cells which cell of the shape stands where
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
record Maps(int[] dims, int[] cells) {
  /** Whole maps whose channel i is channel {@code channels[i]} of the shape. */
  static Maps of(Shape shape, int[] channels, boolean channelsLast) {
    int height = shape.height();
    int width = shape.width();
    int[] dims =
        channelsLast
            ? new int[] {1, height, width, channels.length}
            : new int[] {1, channels.length, height, width};
    int[] cells = new int[Value.size(dims)];
    for (int c = 0; c < channels.length; c++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int at =
              channelsLast ? (y * width + x) * channels.length + c : (c * height + y) * width + x;
          cells[at] = shape.index(channels[c], y, x);
        }
      }
    }
    return new Maps(dims, cells);
  }

  /** Channels 0…n−1. */
  static int[] inOrder(int channels) {
    return java.util.stream.IntStream.range(0, channels).toArray();
  }

  /**
   * What is known of maps after looking at every cell.
   *
   * @param channels channel of the shape at each channel of the tensor
   * @param before rows and columns of padding before the map
   * @param after and behind it
   */
  @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
  record Found(int[] channels, int before, int after) {}

  /** Looks at a tensor (1, channels, rows, columns), or channels last. */
  static Found find(Signal signal, Shape shape, boolean channelsLast) {
    int[] d = signal.dims();
    require(
        d.length == 4 && d[0] == 1, "its input has %d sides, not (1, channels, h, w)", d.length);
    int count = channelsLast ? d[3] : d[1];
    int rows = channelsLast ? d[1] : d[2];
    int columns = channelsLast ? d[2] : d[3];
    int margin = rows - shape.height();
    require(
        count == shape.channels() && margin >= 0 && columns - shape.width() == margin,
        "its input is no whole map of the layer before, padded alike on all sides");
    int before = 0;
    while (before < rows
        && signal.cells()[at(channelsLast, count, rows, columns, 0, before, before)] < 0) {
      before++;
    }
    require(before <= margin, "its padding is no frame around the map");
    int area = shape.height() * shape.width();
    int[] channels = new int[count];
    for (int c = 0; c < count; c++) {
      int corner = signal.cells()[at(channelsLast, count, rows, columns, c, before, before)];
      require(corner >= 0, "its padding differs between channels");
      channels[c] = corner / area;
      for (int y = 0; y < rows; y++) {
        for (int x = 0; x < columns; x++) {
          int row = y - before;
          int column = x - before;
          boolean inside =
              row >= 0 && row < shape.height() && column >= 0 && column < shape.width();
          int expected = inside ? shape.index(channels[c], row, column) : Signal.PADDED;
          require(
              signal.cells()[at(channelsLast, count, rows, columns, c, y, x)] == expected,
              "rows, columns and channels of its input are mixed; keep maps as they are between"
                  + " layers");
        }
      }
    }
    return new Found(channels, before, margin - before);
  }

  private static int at(
      boolean channelsLast, int channels, int rows, int columns, int c, int y, int x) {
    return channelsLast ? (y * columns + x) * channels + c : (c * rows + y) * columns + x;
  }
}
