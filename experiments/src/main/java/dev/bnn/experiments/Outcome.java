package dev.bnn.experiments;

import dev.bnn.quantize.IntVector;
import java.util.Optional;

/**
 * What a finished training gave: {@code result.json}, or {@code summary.json} of an older run.
 *
 * @param bestEpoch the epoch chosen on validation, from 1
 * @param validationAccuracy of that epoch, 0…1
 * @param seconds time of the training
 * @param testAccuracy share of right answers on the test set, 0…1
 * @param answers class per test image in the data set's order; empty for an older run
 */
public record Outcome(
    int bestEpoch,
    double validationAccuracy,
    double seconds,
    double testAccuracy,
    Optional<IntVector> answers) {}
