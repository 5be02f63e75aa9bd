package dev.bnn.experiments;

import dev.bnn.train.Mode;
import java.util.Optional;

/**
 * One training of a sweep.
 *
 * @param id name of its folder
 * @param width as it was asked for: neurons of a free network, a factor of a named one
 * @param size the same as a number
 * @param mode binary, or the float twin
 * @param padding of its convolutions
 * @param input encoding of the images
 * @param seed of the training
 * @param status whether it ended well
 * @param reason why it failed
 * @param validationAccuracy of the chosen epoch, 0…1
 * @param testAccuracy on the test set, 0…1, scored once
 * @param testImages images of the test set
 * @param testRight of them answered rightly
 * @param learningRate at the start of the training
 * @param epochs trained
 * @param seconds time of the training
 * @param weightBits 1 for a binary weight, 32 for a float one
 * @param macs multiply-accumulates of an image
 * @param memoryBits weights, and thresholds and offsets in the bits they need, or two floats a
 *     neuron
 * @param hardware as predicted; empty for float twins, without a target, or if no plan fits
 */
public record TrialResult(
    String id,
    String width,
    double size,
    Mode mode,
    String padding,
    String input,
    int seed,
    Status status,
    Optional<String> reason,
    double validationAccuracy,
    double testAccuracy,
    long testImages,
    long testRight,
    double learningRate,
    int epochs,
    double seconds,
    long weightBits,
    long macs,
    long memoryBits,
    Optional<Hardware> hardware) {
  /** Whether it came to an end. */
  public enum Status {
    DONE,
    FAILED;

    /** The word in files. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
