package dev.bnn.quantize;

import java.util.Arrays;

/** Immutable vector of float32 numbers; equality compares bits, as {@link Float#equals} does. */
public final class FloatVector {
  private final float[] values;

  private FloatVector(float[] values) {
    this.values = values;
  }

  /** A vector of these values (copied). */
  public static FloatVector of(float... values) {
    return new FloatVector(values.clone());
  }

  public int size() {
    return values.length;
  }

  public float get(int index) {
    return values[index];
  }

  /** A copy of the values. */
  public float[] toArray() {
    return values.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FloatVector that && Arrays.equals(values, that.values);
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
