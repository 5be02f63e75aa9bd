package dev.bnn.train;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How a training can be stopped at any moment and continued: the state it saves is enough to go on
 * to the same bits.
 *
 * @param state file of the state; if it is there, the training goes on from it
 * @param every time between two states; a kill loses no more
 * @param stop asks the training to save and stop
 */
public record Continuation(Path state, Duration every, StopSignal stop) {}
