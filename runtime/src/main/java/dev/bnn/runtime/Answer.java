package dev.bnn.runtime;

import dev.bnn.quantize.IntVector;
import java.util.Optional;

/**
 * What a board answers to an image.
 *
 * @param label the class, 0…classes−1: of scores the highest, the lowest index of equals
 * @param scores one per class, if the design gives them
 */
public record Answer(int label, Optional<IntVector> scores) {}
