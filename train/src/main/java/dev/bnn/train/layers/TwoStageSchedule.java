package dev.bnn.train.layers;

import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** One schedule and then another, each from its own beginning. */
public final class TwoStageSchedule implements ISchedule {
  private final ISchedule first;
  private final ISchedule second;
  private final int iterations;

  /**
   * A schedule.
   *
   * @param first of iterations 0…{@code iterations − 1}
   * @param second of those behind them; the first of these is its iteration 0
   * @param iterations of the first stage
   */
  public TwoStageSchedule(
      @JsonProperty("first") ISchedule first,
      @JsonProperty("second") ISchedule second,
      @JsonProperty("iterations") int iterations) {
    this.first = first;
    this.second = second;
    this.iterations = iterations;
  }

  public ISchedule getFirst() {
    return first;
  }

  public ISchedule getSecond() {
    return second;
  }

  public int getIterations() {
    return iterations;
  }

  @Override
  public double valueAt(int iteration, int epoch) {
    return iteration < iterations
        ? first.valueAt(iteration, epoch)
        : second.valueAt(iteration - iterations, epoch);
  }

  @Override
  public TwoStageSchedule clone() {
    return this; // immutable
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TwoStageSchedule that
        && that.first.equals(first)
        && that.second.equals(second)
        && that.iterations == iterations;
  }

  @Override
  public int hashCode() {
    return (first.hashCode() * 31 + second.hashCode()) * 31 + iterations;
  }
}
