package dev.bnn.train;

import dev.bnn.datasets.Augment;
import dev.bnn.quantize.Encoding;
import java.util.List;

/**
 * What {@code bnn train --dataset NAME} means when nothing else is said: a function of the name and
 * of the number of training images alone. Chosen on the validation parts; docs/training.md shows
 * them as a table.
 *
 * @param model name for {@link Architecture#parse}
 * @param width factor for {@link Architecture#parse}
 * @param encoding how bytes enter
 * @param epochs of {@link Recipe#FAST}
 * @param bestEpochs of {@link Recipe#BEST}
 * @param batchSize images in a step
 * @param binaryRate learning rate of the binary network
 * @param floatRate learning rate of its float twin
 * @param augment how training images are changed by {@link Recipe#FAST}, for {@link Augment#parse}
 * @param bestAugment by {@link Recipe#BEST}
 */
public record Defaults(
    String model,
    double width,
    Encoding encoding,
    int epochs,
    int bestEpochs,
    int batchSize,
    double binaryRate,
    double floatRate,
    String augment,
    String bestAugment) {
  /** The data sets that have defaults of their own. */
  static final List<String> NAMES = List.of("digits", "mnist", "fashion-mnist", "cifar10");

  /** With fewer steps a network learns little, however easy the images are. */
  private static final int FEWEST_STEPS = 1000;

  /** Below this many images steps are of few images, so that an epoch has many. */
  private static final int FEW_IMAGES = 5000;

  private static final int SMALL_BATCH = 32;

  /** The defaults of a data set; any other name, a folder for example, gets the last row. */
  public static Defaults forDataset(String dataset) {
    Encoding pixels = Encoding.pixels();
    Encoding binary = Encoding.binary();
    String crop = "crop:4,flip";
    return switch (dataset) {
      // model, width, encoding, epochs fast and best, batch, rate binary and float, augmentation
      case "digits" -> new Defaults("tfc", 1, pixels, 30, 150, 32, 0.02, 0.01, "none", "none");
      case "mnist" ->
          new Defaults("sfc", 1, binary, 10, 50, 100, 0.01, 0.003, "shift:1", "shift:1");
      case "fashion-mnist" ->
          new Defaults("sfc", 1, pixels, 10, 50, 100, 0.005, 0.003, "none", "none");
      case "cifar10" -> new Defaults("cnv", 0.5, pixels, 15, 50, 100, 0.004, 0.001, crop, crop);
      default -> new Defaults("sfc", 1, pixels, 10, 50, 100, 0.005, 0.003, "none", "none");
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
    int enoughForBest = Math.multiplyExact(bestEpochs, enough) / epochs;
    return new Defaults(
        model,
        width,
        encoding,
        enough,
        enoughForBest,
        batch,
        binaryRate,
        floatRate,
        augment,
        bestAugment);
  }

  /** How to train on a data set of this name. */
  public static TrainOptions options(String dataset, Mode mode, Recipe recipe, long seed) {
    return forDataset(dataset).options(mode, recipe, seed);
  }

  /** How to train: Adam, cosine, cross-entropy; the best recipe measures batch-norm again. */
  public TrainOptions options(Mode mode, Recipe recipe, long seed) {
    boolean best = recipe == Recipe.BEST;
    return new TrainOptions(
            mode,
            recipe,
            best ? bestEpochs : epochs,
            batchSize,
            mode == Mode.BINARY ? binaryRate : floatRate,
            Augment.parse(best ? bestAugment : augment),
            seed)
        .withReestimation(best);
  }
}
