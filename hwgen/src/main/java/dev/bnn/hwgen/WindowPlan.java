package dev.bnn.hwgen;

import dev.bnn.quantize.Padding;
import dev.bnn.quantize.Window;

/**
 * Hardware of a sliding window: {@code bnn_window}.
 *
 * @param window its geometry
 * @param lanes channels in a beat of the map that comes in
 * @param columns columns of the window in a beat that goes out: 1 or all
 * @param lines rows of the window in a beat that goes out: 1 or all
 * @param rows rows of the map that are kept
 * @param pad what stands outside the map, as the stream carries it
 * @param style where the rows live
 */
public record WindowPlan(
    Window window, int lanes, int columns, int lines, int rows, int pad, MemoryStyle style) {

  public WindowPlan {
    if (rows < window.kernel()) {
      throw new IllegalArgumentException(
          rows + " rows for a window of " + window.kernel() + " rows: too few");
    }
  }

  /** Values of one window in a beat that goes out. */
  public int beatValues() {
    return lanes * columns * lines;
  }

  /** Positions of the window in a map. */
  public int positions() {
    return window.outputHeight() * window.outputWidth();
  }

  /** Beats of the map that comes in. */
  public int inputBeats() {
    return window.input().size() / lanes;
  }

  /** Cells added behind the last row and column. */
  int after() {
    return window.padding() == Padding.NONE ? 0 : window.kernel() - 1 - window.before();
  }

  /** Cycles until its first rows have come, of a map that takes so many. */
  long cyclesToFirst(int mapCycles) {
    long rowsToWaitFor = (long) window.kernel() - window.before();
    return rowsToWaitFor * mapCycles / window.input().height() + 1;
  }

  /**
   * Rows with which neither side ever waits for the other, if both take the same time for a map:
   * while the last windows are read, the first of the next map are complete.
   */
  int fullRows() {
    int next = window.input().height() - (window.outputHeight() - 1) * window.stride();
    return window.kernel() + Math.max(window.stride() - 1, next);
  }

  WindowPlan withRows(int count) {
    return new WindowPlan(window, lanes, columns, lines, count, pad, style);
  }
}
