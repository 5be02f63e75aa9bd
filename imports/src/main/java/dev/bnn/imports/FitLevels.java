package dev.bnn.imports;

import static dev.bnn.imports.Refusal.require;

/** Finds {@code value = unit · (alpha · x + beta)} with whole alpha and beta. */
final class FitLevels {
  private static final int LARGEST_ALPHA = 1024;

  private FitLevels() {}

  /**
   * A scale with whole numbers.
   *
   * @param unit positive
   * @param alpha at least 1
   */
  record Fit(double unit, int alpha, int beta) {}

  /** For x = −1 → low and x = +1 → high. */
  static Fit bits(double low, double high) {
    return fit((high - low) / 2, (high + low) / 2);
  }

  /**
   * For x → slope · x + shift.
   *
   * @param slope positive
   */
  static Fit fit(double slope, double shift) {
    for (int alpha = 1; alpha <= LARGEST_ALPHA; alpha++) {
      double beta = alpha * (shift / slope);
      double whole = Math.rint(beta);
      if (Math.abs(beta - whole) <= 1e-6 / LARGEST_ALPHA * Math.max(1, Math.abs(beta))
          && Math.abs(whole) < 1 << 20) {
        return new Fit(slope / alpha, alpha, (int) whole);
      }
    }
    require(
        false,
        "inputs %s · x + %s are no multiples of one step; use a symmetric scale",
        slope,
        shift);
    throw new AssertionError();
  }
}
