package dev.bnn.quantize;

import static dev.bnn.quantize.Checks.check;

/**
 * Batch normalization with fixed statistics (Ioffe and Szegedy 2015, arXiv 1502.03167, algorithm
 * 2), in float32.
 *
 * <p>{@link #apply} is the one expression both the trainer and {@link FoldBatchNorm} evaluate: same
 * operations, same order, every step rounded to float32. It is monotone in the accumulator, because
 * each rounded step is.
 *
 * @param gamma (channels) slope
 * @param beta (channels) shift
 * @param mean (channels) running mean of the accumulator
 * @param variance (channels) running (biased) variance of the accumulator, not negative
 * @param epsilon added to the variance, positive
 */
public record BatchNorm(
    FloatVector gamma, FloatVector beta, FloatVector mean, FloatVector variance, float epsilon) {
  public BatchNorm {
    int n = gamma.size();
    check(
        beta.size() == n && mean.size() == n && variance.size() == n,
        "batch-norm with %d gammas, %d betas, %d means, %d variances",
        n,
        beta.size(),
        mean.size(),
        variance.size());
    check(epsilon > 0 && Float.isFinite(epsilon), "batch-norm epsilon %s: must be > 0", epsilon);
    for (int c = 0; c < n; c++) {
      checkFinite("gamma", c, gamma);
      checkFinite("beta", c, beta);
      checkFinite("mean", c, mean);
      checkFinite("variance", c, variance);
      check(variance.get(c) >= 0, "batch-norm variance of channel %d: %s", c, variance.get(c));
    }
  }

  private static void checkFinite(String what, int channel, FloatVector values) {
    check(
        Float.isFinite(values.get(channel)),
        "batch-norm %s of channel %d is %s",
        what,
        channel,
        values.get(channel));
  }

  public int channels() {
    return gamma.size();
  }

  /** {@code 1 / sqrt(variance + epsilon)}, rounded once to float32. */
  public static float inverseDeviation(float variance, float epsilon) {
    return (float) (1.0 / Math.sqrt((double) variance + (double) epsilon));
  }

  /** The normalized value of an accumulator, before the sign. */
  public float apply(int channel, int accumulator) {
    float normalized =
        ((float) accumulator - mean.get(channel))
            * inverseDeviation(variance.get(channel), epsilon);
    return normalized * gamma.get(channel) + beta.get(channel);
  }
}
