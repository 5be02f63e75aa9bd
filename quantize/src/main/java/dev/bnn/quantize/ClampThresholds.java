package dev.bnn.quantize;

/**
 * Every threshold becomes canonical: {@code d >= 4} with d odd → {@code d >= 5}; below the range →
 * the minimum (always +1); above → maximum + step (never).
 */
public final class ClampThresholds {
  private ClampThresholds() {}

  /** Canonical thresholds that give the same answer for every attainable accumulator. */
  public static Thresholds apply(Thresholds thresholds) {
    return new Thresholds(
        IntVector.generate(thresholds.size(), thresholds::canonical),
        thresholds.minimum(),
        thresholds.maximum(),
        thresholds.step());
  }
}
