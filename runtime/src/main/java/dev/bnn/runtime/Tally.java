package dev.bnn.runtime;

import java.util.Arrays;

/** What is counted for {@link Statistics}. */
final class Tally {
  /** Latencies are kept of this many images, the last ones. */
  private static final int MOST_LATENCIES = 1 << 20;

  private long[] latencies = new long[1024]; // ns
  private long images;
  private long busyNanos;
  private long crcErrors;
  private long timeouts;
  private long retries;

  /** An image got its answer. */
  void countImage(long latencyNanos) {
    if (images >= latencies.length && latencies.length < MOST_LATENCIES) {
      latencies = Arrays.copyOf(latencies, 2 * latencies.length);
    }
    latencies[(int) (images % latencies.length)] = latencyNanos;
    images++;
  }

  /** Images so far do not count. */
  void forgetImages() {
    images = 0;
    busyNanos = 0;
  }

  /** Time in which images were under way. */
  void countTime(long nanos) {
    busyNanos += nanos;
  }

  /** The board says that a message arrived damaged. */
  void countCrcError() {
    crcErrors++;
  }

  void countTimeout() {
    timeouts++;
  }

  void countRetry() {
    retries++;
  }

  /**
   * So far.
   *
   * @param damagedAnswers CRC errors that the host saw
   */
  Statistics statistics(long damagedAnswers) {
    long[] sorted = Arrays.copyOf(latencies, (int) Math.min(images, latencies.length));
    Arrays.sort(sorted);
    return new Statistics(
        images,
        busyNanos / 1e9,
        percentile(sorted, 50),
        percentile(sorted, 95),
        percentile(sorted, 99),
        percentile(sorted, 100),
        crcErrors + damagedAnswers,
        timeouts,
        retries);
  }

  /** The least value that is not exceeded by {@code percent} of all, µs; 0 of none. */
  private static double percentile(long[] sorted, int percent) {
    int rank = (int) (((long) sorted.length * percent + 99) / 100);
    return sorted.length == 0 ? 0 : sorted[rank - 1] / 1e3;
  }
}
