package dev.bnn.quantize;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Immutable vector of integers with value equality. */
public final class IntVector {
  private final int[] values;

  private IntVector(int[] values) {
    this.values = values;
  }

  /** A vector of these values (copied). */
  public static IntVector of(int... values) {
    return new IntVector(values.clone());
  }

  /** A vector whose value i is {@code value.applyAsInt(i)}. */
  public static IntVector generate(int size, IntUnaryOperator value) {
    return new IntVector(IntStream.range(0, size).map(value).toArray());
  }

  /** A vector of {@code size} equal values. */
  public static IntVector repeat(int size, int value) {
    return generate(size, i -> value);
  }

  public int size() {
    return values.length;
  }

  public int get(int index) {
    return values[index];
  }

  public IntStream stream() {
    return Arrays.stream(values);
  }

  /** A copy of the values. */
  public int[] toArray() {
    return values.clone();
  }

  /** Index of the highest value; ties go to the lowest index (docs/CONVENTIONS.md, 8). */
  public int indexOfHighest() {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IntVector that && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return Arrays.toString(values);
  }
}
