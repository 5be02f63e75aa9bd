package dev.bnn.hwgen;

import java.util.Optional;

/**
 * What a chain of stages must keep to.
 *
 * @param cycles the most a stage may take for a frame
 * @param resources the most that all stages and converters may take; empty if nothing limits
 * @param latency the most cycles until the last value is out ({@link EstimateLatency})
 */
record Limits(int cycles, Optional<Resources> resources, long latency) {
  /** Only the pace. */
  static Limits ofCycles(int cycles) {
    return new Limits(cycles, Optional.empty(), Long.MAX_VALUE);
  }

  Limits withResources(Optional<Resources> most) {
    return new Limits(cycles, most, latency);
  }

  Limits withLatency(long most) {
    return new Limits(cycles, resources, most);
  }
}
