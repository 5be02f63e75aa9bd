package dev.bnn.quantize;

/**
 * The ±1 convention, coded only here (docs/CONVENTIONS.md, 1 and 2): bit 1 is +1, bit 0 is −1, and
 * sign(0) = +1.
 */
public final class Bipolar {
  private Bipolar() {}

  /** +1 for a set bit, −1 otherwise. */
  public static int ofBit(boolean bit) {
    return bit ? 1 : -1;
  }

  /** Whether sign(value) is +1; true for both zeros and for every positive denormal. */
  public static boolean isPositive(float value) {
    return value >= 0f;
  }

  /**
   * Dot product of two ±1 vectors of length {@code n} from the popcount of their XNOR.
   *
   * @param popcount number of equal positions, 0…n
   */
  public static int dotOfPopcount(int popcount, int n) {
    return 2 * popcount - n;
  }

  /**
   * The popcount threshold that decides like a dot-product threshold: {@code 2p − n >= T} is {@code
   * p >= ceil((T + n) / 2)}.
   *
   * @return 0 (always) … n+1 (never) for T in −n … n+2
   */
  public static int popcountThreshold(int dotThreshold, int n) {
    return Math.floorDiv(dotThreshold + n + 1, 2);
  }
}
