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
  private static final float SWISH_BETA = 5f;
  private static final float LARGEST_EXPONENT =
      80f; // e⁻⁸⁰ is as good as 0, and finite times 0 is 0

  private Signs() {}

  /** {@code values[i] = +1 if values[i] >= 0 else −1}, as {@link Bipolar#isPositive}. */
  static void sign(float[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      values[i] = Math.max(-1f, Math.min(1f, values[i] * HUGE * HUGE + 1f));
    }
  }

  /** {@code d}, from {@code start}, times what stands in for the derivative of the sign of y. */
  static void throughSign(float[] d, int start, float[] y, int count, SteWindow window) {
    switch (window) { // outside of the loops, which are vectorized
      case CLIP -> {
        for (int i = 0; i < count; i++) {
          d[start + i] *= window(y[i]);
        }
      }
      case APPROX_SIGN -> {
        for (int i = 0; i < count; i++) {
          d[start + i] *= approxSign(y[i]);
        }
      }
      case SWISH_SIGN -> {
        for (int i = 0; i < count; i++) {
          d[start + i] *= swishSign(y[i]);
        }
      }
    }
  }

  /** {@link SteWindow#CLIP}: 1 where |value| ≤ 1, otherwise 0. */
  static float window(float value) {
    // 1 − |value| is 0 or at least 2⁻²⁴ away from it: one multiplication is enough
    return Math.max(0f, Math.min(1f, (1f - Math.abs(value)) * HUGE + 1f));
  }

  /** {@link SteWindow#APPROX_SIGN}: {@code max(0, 2 − 2·|value|)}. */
  static float approxSign(float value) {
    return Math.max(0f, 2f - 2f * Math.abs(value));
  }

  /**
   * {@link SteWindow#SWISH_SIGN}: with z = |β·value| and β = 5, {@code 2β·σ(z)·(1 − σ(z))·(2 −
   * z·tanh(z/2))}, written with {@code e⁻ᶻ}, which never overflows.
   */
  static float swishSign(float value) {
    float z = Math.min(LARGEST_EXPONENT, SWISH_BETA * Math.abs(value));
    float e = (float) Math.exp(-z);
    float slope = e / ((1f + e) * (1f + e));
    return 2f * SWISH_BETA * slope * (2f - z * (1f - e) / (1f + e));
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
