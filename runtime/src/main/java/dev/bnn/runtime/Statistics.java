package dev.bnn.runtime;

/**
 * What a device has done so far.
 *
 * @param images answered
 * @param seconds in which they were; 0 if there were none
 * @param latencies of images
 * @param retries times the board was reset and asked again
 * @param damaged messages with a wrong CRC, seen by either side
 * @param timeouts answers that did not come in time
 */
public record Statistics(
    long images, double seconds, Latencies latencies, long retries, long damaged, long timeouts) {
  /**
   * Microseconds from the first byte of an image sent to its result; waiting behind the images of
   * the window counts. All 0 if there were no images.
   */
  public record Latencies(long p50, long p95, long p99, long most) {}

  /** Images a second, 0 if there were none. */
  public double imagesPerSecond() {
    return seconds > 0 ? images / seconds : 0;
  }
}
