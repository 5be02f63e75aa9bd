package dev.bnn.hwgen;

import java.util.List;

/**
 * What the user asks of the hardware.
 *
 * @param goal what the foldings are chosen for
 * @param clockMhz clock of the design, 0.001…10000
 * @param stream what the host sends
 * @param scores whether the result is one int32 per class and not the class
 * @param target what it is built for
 * @param weights whether the host may load other weights
 * @param wire to the host; means something for a board only
 */
public record PlanOptions(
    Goal goal,
    double clockMhz,
    StreamKind stream,
    boolean scores,
    Target target,
    WeightAccess weights,
    Wire wire) {
  /** Default clock. */
  public static final double DEFAULT_CLOCK_MHZ = 100;

  private static final double LEAST_CLOCK_MHZ = 0.001;
  private static final double MOST_CLOCK_MHZ = 10_000;

  public PlanOptions {
    if (!(clockMhz >= LEAST_CLOCK_MHZ && clockMhz <= MOST_CLOCK_MHZ)) {
      throw new IllegalArgumentException(
          "clock of " + clockMhz + " MHz: must be " + LEAST_CLOCK_MHZ + "…" + MOST_CLOCK_MHZ);
    }
  }

  /** Bytes in, class out, the planner chooses. */
  public static PlanOptions defaults() {
    return new PlanOptions(
        Goal.USUAL,
        DEFAULT_CLOCK_MHZ,
        StreamKind.BYTES,
        false,
        Target.GENERIC,
        WeightAccess.FIXED,
        Wire.USUAL);
  }

  /** The same with these foldings. */
  public PlanOptions withFoldings(List<Folding> chosen) {
    return withGoal(Goal.Folded.of(chosen));
  }

  /** The same for another goal. */
  public PlanOptions withGoal(Goal other) {
    return new PlanOptions(other, clockMhz, stream, scores, target, weights, wire);
  }

  /** The same with another result. */
  public PlanOptions withScores(boolean wanted) {
    return new PlanOptions(goal, clockMhz, stream, wanted, target, weights, wire);
  }

  /** The same with another input stream. */
  public PlanOptions withStream(StreamKind kind) {
    return new PlanOptions(goal, clockMhz, kind, scores, target, weights, wire);
  }

  /** The same for another target at another clock. */
  public PlanOptions withClock(Target other, double megahertz) {
    return new PlanOptions(goal, megahertz, stream, scores, other, weights, wire);
  }

  /** The same with weights that the host may load, or not. */
  public PlanOptions withWeights(WeightAccess access) {
    return new PlanOptions(goal, clockMhz, stream, scores, target, access, wire);
  }

  /** The same with another wire. */
  public PlanOptions withWire(Wire other) {
    return new PlanOptions(goal, clockMhz, stream, scores, target, weights, other);
  }
}
