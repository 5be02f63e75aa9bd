package dev.bnn.experiments;

import java.util.List;
import java.util.Optional;

/** A sweep. Copied from the brief until branch sweep has it. */
public record SweepResults(
    String dataset,
    String model,
    Optional<String> target,
    double clockMhz,
    List<TrialResult> trials) {}
