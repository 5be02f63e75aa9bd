package dev.bnn.experiments;

import java.util.List;
import java.util.Optional;

/**
 * What a sweep has given so far.
 *
 * @param dataset data set all networks are trained on
 * @param model the model whose widths are compared
 * @param target part the hardware is predicted for; empty if none was named
 * @param clockMhz planned clock of that hardware
 * @param trials finished and failed ones, in the order they were asked for
 */
public record SweepResults(
    String dataset,
    String model,
    Optional<String> target,
    double clockMhz,
    List<TrialResult> trials) {}
