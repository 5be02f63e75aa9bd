package dev.bnn.experiments;

import dev.bnn.train.Mode;
import java.util.Optional;

/** One trial. Copied from the brief until branch sweep has it. */
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
