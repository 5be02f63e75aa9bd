package dev.bnn.hwgen;

/**
 * How a layer of MH×MW weights is shared over time: {@code cycles = (MH/PE)·(MW/SIMD)}.
 *
 * @param pe neurons computed at once, a divisor of MH
 * @param simd inputs taken at once, a divisor of MW
 */
public record Folding(int pe, int simd) {
  public Folding {
    if (pe < 1 || simd < 1) {
      throw new IllegalArgumentException("PE " + pe + ", SIMD " + simd + ": at least 1");
    }
  }

  /** Multiply-accumulates in one cycle. */
  public int macsPerCycle() {
    return pe * simd;
  }

  /** Cycles a frame takes in a layer of {@code outputs × inputs} weights. */
  public int cycles(int outputs, int inputs) {
    return Math.multiplyExact(outputs / pe, inputs / simd);
  }
}
