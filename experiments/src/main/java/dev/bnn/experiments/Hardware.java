package dev.bnn.experiments;

/** What a plan predicts. Copied from the brief until branch sweep has it. */
public record Hardware(
    int lut,
    int ff,
    double blocks,
    long cyclesPerFrame,
    double framesPerSecond,
    long latencyCycles) {}
