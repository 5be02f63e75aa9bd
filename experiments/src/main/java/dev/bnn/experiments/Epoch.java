package dev.bnn.experiments;

/**
 * A line of {@code metrics.csv}.
 *
 * @param epoch from 1
 * @param learningRate at its first batch
 * @param trainLoss mean loss of its batches
 * @param trainAccuracy share of right answers in its batches, 0…1
 * @param validationAccuracy after the epoch, 0…1
 * @param seconds since training started
 */
public record Epoch(
    int epoch,
    double learningRate,
    double trainLoss,
    double trainAccuracy,
    double validationAccuracy,
    double seconds) {}
