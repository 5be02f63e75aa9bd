package dev.bnn.hwgen;

import java.util.List;
import java.util.Optional;

/**
 * What the user asks of the hardware.
 *
 * @param foldings one per layer with weights, or empty to let the planner choose
 * @param targetFps frames per second to reach at {@code clockMhz}; empty for {@link
 *     PlanHardware#DEFAULT_CYCLES} cycles per frame or as few as the network allows
 * @param clockMhz clock of the design, 0.001…10000
 * @param stream what the host sends
 * @param scores whether the result is one int32 per class and not the class
 * @param target what it is built for
 * @param weights whether the host may load other weights
 */
public record PlanOptions(
    Optional<List<Folding>> foldings,
    Optional<Double> targetFps,
    double clockMhz,
    StreamKind stream,
    boolean scores,
    Target target,
    WeightAccess weights) {
  /** Default clock. */
  public static final double DEFAULT_CLOCK_MHZ = 100;

  private static final double LEAST_CLOCK_MHZ = 0.001;
  private static final double MOST_CLOCK_MHZ = 10_000;

  public PlanOptions {
    foldings = foldings.map(List::copyOf);
    if (!(clockMhz >= LEAST_CLOCK_MHZ && clockMhz <= MOST_CLOCK_MHZ)) {
      throw new IllegalArgumentException(
          "clock of " + clockMhz + " MHz: must be " + LEAST_CLOCK_MHZ + "…" + MOST_CLOCK_MHZ);
    }
    if (targetFps.isPresent() && !(targetFps.get() > 0 && Double.isFinite(targetFps.get()))) {
      throw new IllegalArgumentException(
          "target of " + targetFps.get() + " frames per second: must be positive");
    }
    if (foldings.isPresent() && targetFps.isPresent()) {
      throw new IllegalArgumentException("give a folding or a target rate, not both");
    }
  }

  /** With fixed weights. */
  public PlanOptions(
      Optional<List<Folding>> foldings,
      Optional<Double> targetFps,
      double clockMhz,
      StreamKind stream,
      boolean scores,
      Target target) {
    this(foldings, targetFps, clockMhz, stream, scores, target, WeightAccess.FIXED);
  }

  /** Bytes in, class out, the planner chooses. */
  public static PlanOptions defaults() {
    return new PlanOptions(
        Optional.empty(),
        Optional.empty(),
        DEFAULT_CLOCK_MHZ,
        StreamKind.BYTES,
        false,
        Target.GENERIC,
        WeightAccess.FIXED);
  }

  /** The same with these foldings. */
  public PlanOptions withFoldings(List<Folding> chosen) {
    return new PlanOptions(
        Optional.of(chosen), Optional.empty(), clockMhz, stream, scores, target, weights);
  }

  /** The same with another result. */
  public PlanOptions withScores(boolean wanted) {
    return new PlanOptions(foldings, targetFps, clockMhz, stream, wanted, target, weights);
  }

  /** The same with another input stream. */
  public PlanOptions withStream(StreamKind kind) {
    return new PlanOptions(foldings, targetFps, clockMhz, kind, scores, target, weights);
  }

  /** The same for another target at another clock. */
  public PlanOptions withClock(Target other, double megahertz) {
    return new PlanOptions(foldings, targetFps, megahertz, stream, scores, other, weights);
  }

  /** The same with weights that the host may load, or not. */
  public PlanOptions withWeights(WeightAccess access) {
    return new PlanOptions(foldings, targetFps, clockMhz, stream, scores, target, access);
  }
}
