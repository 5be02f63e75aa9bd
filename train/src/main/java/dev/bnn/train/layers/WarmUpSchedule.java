package dev.bnn.train.layers;

import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Another schedule whose first rates grow in a line: iteration i of n has {@code (i + 1)/n} of the
 * other's rate (Goyal et al. 2017, arXiv 1706.02677, section 2.2).
 */
public final class WarmUpSchedule implements ISchedule {
  private final ISchedule base;
  private final int iterations;

  /**
   * A schedule.
   *
   * @param base what is warmed up
   * @param iterations from iteration {@code iterations − 1} on the rate is that of {@code base}
   */
  public WarmUpSchedule(
      @JsonProperty("base") ISchedule base, @JsonProperty("iterations") int iterations) {
    this.base = base;
    this.iterations = iterations;
  }

  public ISchedule getBase() {
    return base;
  }

  public int getIterations() {
    return iterations;
  }

  @Override
  public double valueAt(int iteration, int epoch) {
    return base.valueAt(iteration, epoch) * Math.min(1.0, (iteration + 1.0) / iterations);
  }

  @Override
  public WarmUpSchedule clone() {
    return this; // immutable
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WarmUpSchedule that
        && that.base.equals(base)
        && that.iterations == iterations;
  }

  @Override
  public int hashCode() {
    return base.hashCode() * 31 + iterations;
  }
}
