package dev.bnn.hwgen;

import java.util.stream.IntStream;

/**
 * When a run of some images gives its results, if the host always has a beat and always takes one.
 *
 * @param latency cycles from the first beat of the first image to the end of its result
 * @param intervalMinimum fewest cycles between two results in the run's second half; 0 for one
 *     image
 * @param intervalMaximum most cycles between two results in the run's second half; 0 for one image
 */
public record Timing(long latency, long intervalMinimum, long intervalMaximum) {
  /**
   * What the design will do, to the cycle: its handshakes are clocked as the hardware's will be.
   */
  public static Timing predict(HardwarePlan plan, int frames) {
    long[] results = PaceModel.resultCycles(plan, frames);
    long[] intervals =
        IntStream.range(Math.max(1, frames / 2), frames)
            .mapToLong(i -> results[i] - results[i - 1])
            .sorted()
            .toArray();
    return intervals.length == 0
        ? new Timing(results[0], 0, 0)
        : new Timing(results[0], intervals[0], intervals[intervals.length - 1]);
  }
}
