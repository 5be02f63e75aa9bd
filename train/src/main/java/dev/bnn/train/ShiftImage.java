package dev.bnn.train;

import dev.bnn.quantize.Shape;
import java.util.Arrays;

/** Moves an image by whole pixels; what moves in is 0. */
final class ShiftImage {
  private ShiftImage() {}

  /**
   * The shifted image.
   *
   * @param from (channels, height, width)
   * @param down rows, negative for up
   * @param right columns, negative for left
   * @param to receives the result, as long as {@code from}
   */
  static void apply(byte[] from, Shape shape, int down, int right, byte[] to) {
    Arrays.fill(to, (byte) 0);
    int columns = shape.width() - Math.abs(right);
    if (columns <= 0) {
      return;
    }
    for (int channel = 0; channel < shape.channels(); channel++) {
      for (int row = Math.max(0, -down); row < shape.height() - Math.max(0, down); row++) {
        System.arraycopy(
            from,
            shape.index(channel, row, Math.max(0, -right)),
            to,
            shape.index(channel, row + down, Math.max(0, right)),
            columns);
      }
    }
  }
}
