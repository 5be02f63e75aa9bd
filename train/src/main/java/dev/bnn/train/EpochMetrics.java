package dev.bnn.train;

/**
 * What was measured in one epoch.
 *
 * @param epoch from 1
 * @param learningRate at its first batch
 * @param trainLoss mean loss of its batches, as they were trained
 * @param trainAccuracy share of right answers in its batches, as they were trained, 0…1
 * @param validationAccuracy of the network as deployed, after the epoch, 0…1
 * @param imagesPerSecond training speed, validation not counted
 * @param seconds since training started
 */
public record EpochMetrics(
    int epoch,
    double learningRate,
    double trainLoss,
    double trainAccuracy,
    double validationAccuracy,
    double imagesPerSecond,
    double seconds) {}
