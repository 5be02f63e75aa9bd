package dev.bnn.hwgen;

import dev.bnn.quantize.Shape;

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
}
