package dev.bnn.imports;

import dev.bnn.quantize.Shape;

/**
 * Where the integers of a signal come from. Two signals share a source if it is the same object.
 */
sealed interface Source permits Source.Bytes, Source.Bits, Source.Integers, Sums {
  /** Cells of one lane: a cell's number is {@code lane · area + place within the lane}. */
  int area();

  /** Bytes of the image; a lane is a function of the byte that some cells share. */
  record Bytes(Shape image, int lanes) implements Source {
    @Override
    public int area() {
      return image.size();
    }
  }

  /** ±1 values that layer {@code layer} gives; a lane is a channel. */
  record Bits(int layer, Shape shape) implements Source {
    @Override
    public int area() {
      return shape.height() * shape.width();
    }
  }

  /** Integers that the input encoding gives. */
  record Integers(Shape shape) implements Source {
    @Override
    public int area() {
      return shape.height() * shape.width();
    }
  }
}
