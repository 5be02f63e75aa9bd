package dev.bnn.imports;

/**
 * A signal that a layer can take: the value of a cell is {@code unit · (alpha[lane] · x +
 * beta[lane])} with x the ±1 or the integer that the layer before gives.
 *
 * @param signal its source is bits or integers
 * @param unit scale, positive
 * @param alpha per lane, all of one magnitude
 * @param beta per lane
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
record Operand(Signal signal, double unit, int[] alpha, int[] beta) {
  boolean isInteger() {
    return signal.source() instanceof Source.Integers;
  }

  int magnitude() {
    return Math.abs(alpha[0]);
  }
}
