package dev.bnn.train;

import dev.bnn.quantize.Encoding;

/**
 * What {@code bnn train --dataset NAME} means when nothing else is said: a function of the name
 * alone.
 *
 * @param model name for {@link Architecture#parse}
 * @param width factor for {@link Architecture#parse}
 * @param encoding how bytes enter
 */
public record Defaults(String model, double width, Encoding encoding) {
  /** The architecture for a data set; any other name, a folder for example, gets the last row. */
  public static Defaults forDataset(String dataset) {
    return switch (dataset) {
      case "digits" -> new Defaults("tfc", 1, Encoding.pixels());
      case "mnist" -> new Defaults("sfc", 1, Encoding.binary());
      case "fashion-mnist" -> new Defaults("sfc", 1, Encoding.pixels());
      default -> new Defaults("sfc", 1, Encoding.pixels());
    };
  }

  /** The numbers of a recipe for a data set. */
  public static TrainOptions options(String dataset, Mode mode, Recipe recipe, long seed) {
    return new TrainOptions(mode, recipe, 30, 64, 0.01, 0, seed);
  }
}
