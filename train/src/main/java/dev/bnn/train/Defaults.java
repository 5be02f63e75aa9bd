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

  /**
   * The numbers of a recipe for a data set.
   *
   * <p>Chosen on validation accuracy; {@code best} is five times as long as {@code fast}.
   *
   * <table>
   *   <caption>Defaults</caption>
   *   <tr><th>data set<th>epochs, fast and best<th>batch<th>rate, binary and float<th>shift
   *   <tr><td>digits<td>30, 150<td>32<td>0.02, 0.003<td>0
   *   <tr><td>mnist, fashion-mnist, other<td>10, 50<td>100<td>0.005, 0.002<td>0
   * </table>
   */
  public static TrainOptions options(String dataset, Mode mode, Recipe recipe, long seed) {
    boolean small = dataset.equals("digits");
    int epochs = small ? 30 : 10;
    return new TrainOptions(
        mode,
        recipe,
        recipe == Recipe.BEST ? 5 * epochs : epochs,
        small ? 32 : 100,
        mode == Mode.BINARY ? (small ? 0.02 : 0.005) : (small ? 0.003 : 0.002),
        0,
        seed);
  }
}
