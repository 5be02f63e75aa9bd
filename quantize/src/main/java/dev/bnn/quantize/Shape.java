package dev.bnn.quantize;

import static dev.bnn.quantize.Checks.check;

/**
 * Shape of a tensor, in the order (channels, height, width). A vector of n values is (n, 1, 1).
 *
 * @param channels number of channels, at least 1
 * @param height rows, at least 1
 * @param width columns, at least 1
 */
public record Shape(int channels, int height, int width) {
  public Shape {
    check(
        channels >= 1 && height >= 1 && width >= 1,
        "shape %d×%d×%d: every side must be at least 1",
        channels,
        height,
        width);
    check(
        (long) channels * height <= Integer.MAX_VALUE
            && (long) channels * height * width <= Integer.MAX_VALUE,
        "shape %d×%d×%d is too large",
        channels,
        height,
        width);
  }

  /** The shape of a vector of {@code size} values. */
  public static Shape vector(int size) {
    return new Shape(size, 1, 1);
  }

  /** Number of values. */
  public int size() {
    return channels * height * width;
  }

  /** Position of a value in (channels, height, width) order. */
  public int index(int channel, int row, int column) {
    return (channel * height + row) * width + column;
  }

  /** Whether both hold the same number of values, so that a dense layer may flatten one. */
  public boolean flattensTo(Shape other) {
    return other.height == 1 && other.width == 1 && other.channels == size();
  }

  @Override
  public String toString() {
    return height == 1 && width == 1
        ? Integer.toString(channels)
        : channels + "×" + height + "×" + width;
  }
}
