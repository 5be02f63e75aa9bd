package dev.bnn.hwgen;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What the foldings are chosen for: exactly one thing. */
public sealed interface Goal {
  /** {@link PlanHardware#DEFAULT_CYCLES} cycles a frame, or as few as is usual for the network. */
  Goal USUAL = new Usual();

  /** Nothing was asked. */
  record Usual() implements Goal {}

  /**
   * The foldings themselves.
   *
   * @param valuesPerBeat values of the input in a beat; the cheapest that hold nothing up if empty
   * @param foldings one for each layer with weights, in order
   */
  record Folded(OptionalInt valuesPerBeat, List<Folding> foldings) implements Goal {
    public Folded {
      foldings = List.copyOf(foldings);
    }

    /** With the cheapest beat that holds nothing up. */
    public static Folded of(List<Folding> foldings) {
      return new Folded(OptionalInt.empty(), foldings);
    }
  }

  /**
   * The least hardware for a rate.
   *
   * @param framesPerSecond to reach at the clock
   */
  record Rate(double framesPerSecond) implements Goal {
    public Rate {
      if (!(framesPerSecond > 0 && Double.isFinite(framesPerSecond))) {
        throw new IllegalArgumentException(
            "target of " + framesPerSecond + " frames per second: must be positive");
      }
    }
  }

  /**
   * The least hardware for a latency, and a rate if there is one.
   *
   * @param seconds from the first beat of an image to its result, at the clock
   * @param rate to reach as well
   */
  record Latency(double seconds, Optional<Rate> rate) implements Goal {
    public Latency {
      if (!(seconds > 0 && Double.isFinite(seconds))) {
        throw new IllegalArgumentException(
            "target latency of " + seconds + " seconds: must be positive");
      }
    }
  }

  /**
   * The fewest cycles a frame that the target has room for, and the least hardware for those.
   *
   * @param utilization share of the target that may be used, above 0 and up to 1
   */
  record Fit(double utilization) implements Goal {
    /** Share that is left to place and route by default. */
    public static final double DEFAULT_UTILIZATION = 0.8;

    public Fit {
      if (!(utilization > 0 && utilization <= 1)) {
        throw new IllegalArgumentException(
            "utilization of " + 100 * utilization + " %: must be above 0 and at most 100");
      }
    }
  }
}
