package dev.bnn.train;

import static dev.bnn.train.Checks.check;

import dev.bnn.datasets.Augment;

/**
 * How to train; {@link Defaults#options} has values that work.
 *
 * @param mode binary network or float twin
 * @param recipe which default the numbers came from; recorded, decides nothing
 * @param epochs how often every image is seen, 1…100000
 * @param batchSize images in a step, at least 2 (batch-norm needs a variance)
 * @param learningRate of Adam at the start; falls to 0 along half a cosine
 * @param augment how training images are changed at random
 * @param seed of the first weights, the order of images and their changes: the same gives the same
 *     network
 */
public record TrainOptions(
    Mode mode,
    Recipe recipe,
    int epochs,
    int batchSize,
    double learningRate,
    Augment augment,
    long seed) {
  public TrainOptions {
    check(epochs >= 1 && epochs <= 100_000, "%d epochs: must be 1…100000", epochs);
    check(batchSize >= 2, "batch size %d: must be at least 2", batchSize);
    check(
        learningRate > 0 && learningRate <= 10,
        "learning rate %s: must be above 0 and at most 10",
        learningRate);
  }

  public TrainOptions withMode(Mode other) {
    return new TrainOptions(other, recipe, epochs, batchSize, learningRate, augment, seed);
  }

  public TrainOptions withEpochs(int other) {
    return new TrainOptions(mode, recipe, other, batchSize, learningRate, augment, seed);
  }

  public TrainOptions withBatchSize(int other) {
    return new TrainOptions(mode, recipe, epochs, other, learningRate, augment, seed);
  }

  public TrainOptions withLearningRate(double other) {
    return new TrainOptions(mode, recipe, epochs, batchSize, other, augment, seed);
  }

  public TrainOptions withAugment(Augment other) {
    return new TrainOptions(mode, recipe, epochs, batchSize, learningRate, other, seed);
  }

  public TrainOptions withSeed(long other) {
    return new TrainOptions(mode, recipe, epochs, batchSize, learningRate, augment, other);
  }

  /** One line for people: {@code binary, 30 epochs, batch 64, learning rate 0.01, seed 1}. */
  public String describe() {
    return mode.word()
        + ", recipe "
        + recipe.word()
        + ", "
        + epochs
        + " epochs, batch "
        + batchSize
        + ", Adam, learning rate "
        + learningRate
        + " falling as a cosine"
        + (augment.steps().isEmpty() ? "" : ", augmented by " + augment.name());
  }
}
