package dev.bnn.quantize.exec;

import dev.bnn.quantize.Shape;
import dev.bnn.quantize.Window;

/**
 * Where a layer looks: for every output position the input positions under its window.
 *
 * <p>A position is {@code row · width + column}. A dense layer is a window over the whole map with
 * one output position. Weight columns are in (channel, tap) order for both.
 */
final class Taps {
  private final int positions;
  private final int perPosition;
  private final int[] sources; // (positions, perPosition), −1 outside the map

  private Taps(int positions, int perPosition, int[] sources) {
    this.positions = positions;
    this.perPosition = perPosition;
    this.sources = sources;
  }

  /** The taps of a convolution. */
  static Taps of(Window window) {
    Shape in = window.input();
    int kernel = window.kernel();
    int positions = window.outputHeight() * window.outputWidth();
    int[] sources = new int[positions * kernel * kernel];
    int next = 0;
    for (int position = 0; position < positions; position++) {
      int top = position / window.outputWidth() * window.stride() - window.before();
      int left = position % window.outputWidth() * window.stride() - window.before();
      for (int y = top; y < top + kernel; y++) {
        for (int x = left; x < left + kernel; x++) {
          boolean inside = 0 <= y && y < in.height() && 0 <= x && x < in.width();
          sources[next++] = inside ? y * in.width() + x : -1;
        }
      }
    }
    return new Taps(positions, kernel * kernel, sources);
  }

  /** The taps of a dense layer over a map. */
  static Taps ofWholeMap(Shape map) {
    int[] sources = new int[map.height() * map.width()];
    for (int i = 0; i < sources.length; i++) {
      sources[i] = i;
    }
    return new Taps(1, sources.length, sources);
  }

  /** Number of output positions. */
  int positions() {
    return positions;
  }

  /** Number of taps of one output position. */
  int perPosition() {
    return perPosition;
  }

  /** Input position under a tap, or −1 where the tap is in the padding. */
  int source(int position, int tap) {
    return sources[position * perPosition + tap];
  }
}
