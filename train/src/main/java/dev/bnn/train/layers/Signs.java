package dev.bnn.train.layers;

import dev.bnn.quantize.Bipolar;

/**
 * The sign and its straight-through estimator on float32 arrays.
 *
 * <p>Branch-free, because the branches of random signs cannot be predicted and these loops are then
 * vectorized. Multiplying by 3·10³⁸ twice lifts even the smallest denormal (1.4·10⁻⁴⁵) beyond 1, so
 * clamping afterwards gives exactly −1 or +1; once is not enough.
 */
final class Signs {
  private static final float HUGE = 3e38f;

  private Signs() {}

  /** {@code values[i] = +1 if values[i] >= 0 else −1}, as {@link Bipolar#isPositive}. */
  static void sign(float[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      values[i] = Math.max(-1f, Math.min(1f, values[i] * HUGE * HUGE + 1f));
    }
  }

  /**
   * 1 where |value| ≤ 1, otherwise 0: the derivative that stands in for that of the sign.
   *
   * <p>Straight-through estimator (Bengio, Léonard, Courville 2013, arXiv 1308.3432) with the
   * window of BinaryNet (Courbariaux et al. 2016, arXiv 1602.02830, equation 4).
   */
  static float window(float value) {
    // 1 − |value| is 0 or at least 2⁻²⁴ away from it: one multiplication is enough
    return Math.max(0f, Math.min(1f, (1f - Math.abs(value)) * HUGE + 1f));
  }

  /** 1 where the value is positive, otherwise 0: the derivative of ReLU. */
  static float step(float value) {
    return Math.max(0f, Math.min(1f, value * HUGE * HUGE));
  }

  /** 1 for 0, otherwise 0; the value must not be negative. */
  static float isZero(float value) {
    return Math.max(0f, 1f - value * HUGE * HUGE);
  }
}
