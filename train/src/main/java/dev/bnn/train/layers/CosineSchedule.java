package dev.bnn.train.layers;

import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Learning rate that falls from {@code initial} to zero along half a cosine (Loshchilov and Hutter
 * 2017, arXiv 1608.03983, without restarts): {@code initial · (1 + cos(π·i/n)) / 2}.
 */
public final class CosineSchedule implements ISchedule {
  private final double initial;
  private final int iterations;

  /**
   * A schedule.
   *
   * @param initial rate of iteration 0
   * @param iterations after so many the rate is 0
   */
  public CosineSchedule(
      @JsonProperty("initial") double initial, @JsonProperty("iterations") int iterations) {
    this.initial = initial;
    this.iterations = iterations;
  }

  public double getInitial() {
    return initial;
  }

  public int getIterations() {
    return iterations;
  }

  @Override
  public double valueAt(int iteration, int epoch) {
    double part = Math.min(1.0, (double) iteration / iterations);
    return initial * (1 + StrictMath.cos(Math.PI * part)) / 2;
  }

  @Override
  public CosineSchedule clone() {
    return this; // immutable
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CosineSchedule that
        && that.initial == initial
        && that.iterations == iterations;
  }

  @Override
  public int hashCode() {
    return Double.hashCode(initial) * 31 + iterations;
  }
}
