package dev.bnn.imports;

import static dev.bnn.imports.Refusal.require;

import java.util.Arrays;

/**
 * A constant. Values are held as {@code double}, which is exact for float32 and for integers up to
 * 2⁵³.
 *
 * @param type its type
 * @param dims its sides
 * @param values in row-major order; never changed
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
record Tensor(ElementType type, int[] dims, double[] values) implements Value {
  /** Most values of one tensor. */
  static final int LARGEST = 1 << 24;

  /** A single number. */
  static Tensor scalar(ElementType type, double value) {
    return new Tensor(type, new int[0], new double[] {value});
  }

  /** A vector of integers, as shapes are given. */
  static Tensor longs(double... values) {
    return new Tensor(ElementType.INT64, new int[] {values.length}, values);
  }

  @Override
  public Tensor withDims(int[] other) {
    return new Tensor(type, other, values);
  }

  @Override
  public Tensor gather(int[] newDims, int[] from) {
    return new Tensor(
        type, newDims, Arrays.stream(from).mapToDouble(index -> values[index]).toArray());
  }

  /** The only value. */
  double single(String what) {
    require(values.length == 1, "%s has %d values, not one", what, values.length);
    return values[0];
  }

  /** The values as whole numbers; those beyond ±2³¹ end there, as in the ends of Slice. */
  int[] integers(String what) {
    require(dims.length <= 1, "%s is no vector", what);
    require(!type.isFloating() && type != ElementType.BOOL, "%s is %s, not integers", what, type);
    return Arrays.stream(values).mapToInt(value -> (int) value).toArray();
  }
}
