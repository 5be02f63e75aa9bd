package dev.bnn.train;

import dev.bnn.datasets.Augment;
import dev.bnn.quantize.Encoding;

/**
 * What {@code bnn train --dataset NAME} means when nothing else is said: a function of the name and
 * of the number of training images alone. Chosen on the validation parts.
 *
 * @param model name for {@link Architecture#parse}
 * @param width factor for {@link Architecture#parse}
 * @param encoding how bytes enter
 * @param epochs of {@link Recipe#FAST}; {@link Recipe#BEST} takes {@value #BEST_FACTOR} times as
 *     many
 * @param batchSize images in a step
 * @param binaryRate learning rate of the binary network
 * @param floatRate learning rate of its float twin
 * @param augment how training images are changed, for {@link Augment#parse}
 */
public record Defaults(
    String model,
    double width,
    Encoding encoding,
    int epochs,
    int batchSize,
    double binaryRate,
    double floatRate,
    String augment) {
  private static final int BEST_FACTOR = 5;

  /** With fewer steps a network learns little, however easy the images are. */
  private static final int FEWEST_STEPS = 1000;

  /** Below this many images steps are of few images, so that an epoch has many. */
  private static final int FEW_IMAGES = 5000;

  private static final int SMALL_BATCH = 32;

  /** The defaults of a data set; any other name, a folder for example, gets the last row. */
  public static Defaults forDataset(String dataset) {
    return switch (dataset) {
      // model, width, encoding, epochs, batch, binary rate, float rate, augmentation
      case "digits" -> new Defaults("tfc", 1, Encoding.pixels(), 30, 32, 0.02, 0.01, "none");
      case "mnist" -> new Defaults("sfc", 1, Encoding.binary(), 10, 100, 0.01, 0.003, "shift:1");
      case "fashion-mnist" ->
          new Defaults("sfc", 1, Encoding.pixels(), 10, 100, 0.005, 0.003, "none");
      default -> new Defaults("sfc", 1, Encoding.pixels(), 10, 100, 0.005, 0.003, "none");
    };
  }

  /**
   * The defaults of a data set with so many training images: where these are few, as in a folder of
   * one's own, small batches and as many epochs as make {@value #FEWEST_STEPS} steps.
   */
  public static Defaults forDataset(String dataset, int images) {
    return forDataset(dataset).withEnoughSteps(images);
  }

  private Defaults withEnoughSteps(int images) {
    int batch = images < FEW_IMAGES ? Math.min(batchSize, SMALL_BATCH) : batchSize;
    int steps = Batches.count(images, batch);
    int enough = Math.max(epochs, (FEWEST_STEPS + steps - 1) / steps);
    return new Defaults(model, width, encoding, enough, batch, binaryRate, floatRate, augment);
  }

  /** How to train on a data set of this name. */
  public static TrainOptions options(String dataset, Mode mode, Recipe recipe, long seed) {
    return forDataset(dataset).options(mode, recipe, seed);
  }

  /** How to train. */
  public TrainOptions options(Mode mode, Recipe recipe, long seed) {
    return new TrainOptions(
        mode,
        recipe,
        recipe == Recipe.BEST ? BEST_FACTOR * epochs : epochs,
        batchSize,
        mode == Mode.BINARY ? binaryRate : floatRate,
        Augment.parse(augment),
        seed);
  }
}
