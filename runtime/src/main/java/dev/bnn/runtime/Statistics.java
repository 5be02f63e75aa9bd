package dev.bnn.runtime;

/**
 * What a {@link Device} has done since it was opened, self-test not counted among the images.
 * Latencies are from sending an image to its answer, waiting in the window included, of the last
 * million images.
 *
 * @param images answers given
 * @param seconds time in which they were made
 * @param p50Micros latency that half of the images did not exceed, µs
 * @param p95Micros of 95 in 100
 * @param p99Micros of 99 in 100
 * @param maxMicros of all
 * @param crcErrors messages that arrived damaged, here or at the board
 * @param timeouts answers that did not come in time
 * @param retries times the link had to be recovered
 */
public record Statistics(
    long images,
    double seconds,
    double p50Micros,
    double p95Micros,
    double p99Micros,
    double maxMicros,
    long crcErrors,
    long timeouts,
    long retries) {
  /** Images a second, over link and design; 0 if there were none. */
  public double imagesPerSecond() {
    return seconds > 0 ? images / seconds : 0;
  }
}
