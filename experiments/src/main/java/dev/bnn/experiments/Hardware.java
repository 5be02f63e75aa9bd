package dev.bnn.experiments;

/**
 * What a plan predicts.
 *
 * @param lut lookup tables
 * @param ff flip-flops
 * @param blocks block memories; a half counts one half
 * @param cyclesPerFrame in steady state
 * @param framesPerSecond at the planned clock
 * @param latencyCycles from the first beat of an image to its result
 */
public record Hardware(
    int lut,
    int ff,
    double blocks,
    long cyclesPerFrame,
    double framesPerSecond,
    long latencyCycles) {}
