package dev.bnn.runtime;

/**
 * The rate of the design itself, behind a link of any speed.
 *
 * @param images that the board made and classified
 * @param cycles from the first beat in to the last one out
 * @param cyclesPerImage clock cycles from an image to the next, in steady state
 * @param clockMhz the contract's clock, MHz
 */
public record Benchmark(int images, long cycles, double cyclesPerImage, double clockMhz) {
  /** Images a second at that clock. */
  public double imagesPerSecond() {
    return clockMhz * 1e6 / cyclesPerImage;
  }
}
