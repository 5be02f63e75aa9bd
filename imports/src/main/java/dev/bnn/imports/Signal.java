package dev.bnn.imports;

import static dev.bnn.imports.Refusal.require;

import java.util.Arrays;

/**
 * A tensor that depends on the image.
 *
 * @param source integers it is made of
 * @param expression what becomes of an integer, per lane
 * @param type type of the values
 * @param dims sides; the batch counts as 1
 * @param cells which integer stands at each position (row-major), −1 where it is padded
 * @param padding the value at padded positions
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
record Signal(
    Source source, Expression expression, ElementType type, int[] dims, int[] cells, double padding)
    implements Value {
  /** A cell that holds the padding. */
  static final int PADDED = -1;

  /** Most positions; a map of 64 channels and 256×256 pixels. */
  private static final int LARGEST = 1 << 22;

  Signal {
    require(
        cells.length <= LARGEST, "maps of %d values: at most %d are read", cells.length, LARGEST);
  }

  int lane(int position) {
    return cells[position] / source.area();
  }

  @Override
  public Signal withDims(int[] other) {
    return new Signal(source, expression, type, other, cells, padding);
  }

  @Override
  public Signal gather(int[] newDims, int[] from) {
    int[] chosen = Arrays.stream(from).map(index -> cells[index]).toArray();
    return new Signal(source, expression, type, newDims, chosen, padding);
  }

  boolean isPadded() {
    return Arrays.stream(cells).anyMatch(cell -> cell == PADDED);
  }
}
