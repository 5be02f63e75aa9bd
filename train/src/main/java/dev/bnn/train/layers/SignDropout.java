package dev.bnn.train.layers;

import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Dropout between blocks, in training only: each value is 0 with probability {@code share}, and
 * {@code value/(1 − share)} otherwise (Srivastava et al. 2014, in the inverted form).
 *
 * <p>For signs that means 0, which is neither, or ±1/(1 − share): every accumulator of the next
 * layer keeps its expectation, and with it the place of its threshold. Its variance grows, which
 * batch-norm measures in training but does not meet afterwards: re-estimation repairs that.
 *
 * <p>What is left out is a function of (seed, iteration) alone, so that a training that is resumed
 * leaves out the same.
 */
public final class SignDropout implements IDropout {
  private static final long serialVersionUID = 1;

  private final double share;
  private final long seed;

  /** Factors of the last forward pass, as long as there is a backward pass to come. */
  private transient float[] factors;

  /**
   * Dropout of one layer.
   *
   * @param share probability that a value is left out, 0 or more, below 1
   * @param seed of this layer's random numbers
   */
  public SignDropout(@JsonProperty("share") double share, @JsonProperty("seed") long seed) {
    this.share = share;
    this.seed = seed;
  }

  public double getShare() {
    return share;
  }

  public long getSeed() {
    return seed;
  }

  @Override
  public INDArray applyDropout(
      INDArray input, INDArray result, int iteration, int epoch, LayerWorkspaceMgr workspaces) {
    factors = factors(Math.toIntExact(input.length()), iteration);
    multiply(input, result);
    return result;
  }

  /** {@code 0} or {@code 1/(1 − share)}, in the order of the values in memory. */
  private float[] factors(int length, int iteration) {
    // twice: streams of neighbouring seeds are shifted copies, those of mixed seeds are not
    var random = new SplittableRandom(new SplittableRandom(seed + iteration).nextLong());
    float kept = (float) (1 / (1 - share));
    long below = (long) (share * (1L << 31));
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (random.nextInt() >>> 1) < below ? 0f : kept;
    }
    return values;
  }

  @Override
  public INDArray backprop(
      INDArray outputGradient, INDArray inputGradient, int iteration, int epoch) {
    multiply(outputGradient, inputGradient);
    return inputGradient;
  }

  private void multiply(INDArray from, INDArray to) {
    float[] values = HeapCopies.read(HeapCopies.rowMajor(from));
    for (int i = 0; i < values.length; i++) {
      values[i] *= factors[i];
    }
    if (HeapCopies.rowMajor(to) == to) {
      HeapCopies.write(values, to);
    } else {
      throw new IllegalStateException("not row by row: " + to.shapeInfoToString());
    }
  }

  @Override
  public void clear() {
    factors = null;
  }

  @Override
  public SignDropout clone() {
    return new SignDropout(share, seed);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SignDropout that && that.share == share && that.seed == seed;
  }

  @Override
  public int hashCode() {
    return Double.hashCode(share) * 31 + Long.hashCode(seed);
  }
}
