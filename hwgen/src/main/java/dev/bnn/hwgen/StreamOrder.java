package dev.bnn.hwgen;

import dev.bnn.quantize.Shape;
import dev.bnn.quantize.Window;

/**
 * Where a value of a (channels, height, width) tensor travels in a stream: row by row, pixel by
 * pixel, channels innermost (docs/CONVENTIONS.md, 9).
 */
final class StreamOrder {
  private StreamOrder() {}

  /** For every stream position, the index of its value in (channels, height, width) order. */
  static int[] of(Shape shape) {
    int[] order = new int[shape.size()];
    int position = 0;
    for (int row = 0; row < shape.height(); row++) {
      for (int column = 0; column < shape.width(); column++) {
        for (int channel = 0; channel < shape.channels(); channel++) {
          order[position++] = shape.index(channel, row, column);
        }
      }
    }
    return order;
  }

  /** For every value under a window in stream order, the column of its weight. */
  static int[] of(Window window) {
    int kernel = window.kernel();
    return of(new Shape(window.input().channels(), kernel, kernel));
  }
}
