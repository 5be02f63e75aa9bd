package dev.bnn.hwgen;

/**
 * How a layer of MH×MW weights is shared over time: {@code cycles = (MH/PE)·(MW/SIMD)·pixels/M},
 * where a dense layer has one pixel.
 *
 * @param pe neurons computed at once, a divisor of MH
 * @param simd inputs taken at once, a divisor of MW
 * @param pixels M: neighbouring pixels computed at once with the same weights, a divisor of the
 *     output's width; 1 for a dense layer
 */
public record Folding(int pe, int simd, int pixels) {
  public Folding {
    if (pe < 1 || simd < 1 || pixels < 1) {
      throw new IllegalArgumentException(
          "PE " + pe + ", SIMD " + simd + ", M " + pixels + ": at least 1");
    }
  }

  /** One pixel at a time. */
  public Folding(int pe, int simd) {
    this(pe, simd, 1);
  }

  /** Multiply-accumulates in one cycle. */
  public int macsPerCycle() {
    return pe * simd * pixels;
  }

  /** Words of the memory that holds {@code outputs × inputs} weights: cycles for M pixels. */
  public int depth(int outputs, int inputs) {
    return Math.multiplyExact(outputs / pe, inputs / simd);
  }
}
