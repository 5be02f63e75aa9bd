package dev.bnn.imports;

/**
 * A constant.
 *
 * @param values one a lane, or one for all
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
record PerLane(double[] values) implements Expression {
  double at(int lane) {
    return values[values.length == 1 ? 0 : lane];
  }

  @Override
  public int depth() {
    return 0;
  }
}
