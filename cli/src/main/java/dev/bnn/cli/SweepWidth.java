package dev.bnn.cli;

import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A width that a sweep compares.
 *
 * @param label for people: {@code 64}, {@code ½}
 * @param size neurons of a free network, or the factor of a named one
 */
record SweepWidth(String label, double size) {
  private static final Pattern NEURONS = Pattern.compile("[1-9][0-9]{0,4}");
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{0,3}\\.?[0-9]{1,6}");
  private static final Pattern FRACTION = Pattern.compile("([1-9][0-9]?)/([1-9][0-9]?)");

  /** Factors that have a sign of their own. */
  private static final Map<Double, String> SIGNS =
      Map.of(0.125, "⅛", 0.25, "¼", 0.375, "⅜", 0.5, "½", 0.625, "⅝", 0.75, "¾", 0.875, "⅞");

  /**
   * Neurons of a free dense network.
   *
   * @throws IllegalArgumentException if the word is no such number
   */
  static SweepWidth ofNeurons(String word) {
    if (!NEURONS.matcher(word).matches()) {
      throw new IllegalArgumentException("--widths: '" + word + "' is no number of neurons");
    }
    return new SweepWidth(word, Integer.parseInt(word));
  }

  /**
   * A factor of a named network: {@code 0.5}, {@code 1/2} and {@code ½} are one.
   *
   * @throws IllegalArgumentException if the word is no such number
   */
  static SweepWidth ofFactor(String word) {
    double size = factor(word);
    return new SweepWidth(SIGNS.getOrDefault(size, plain(size)), size);
  }

  private static double factor(String word) {
    Matcher fraction = FRACTION.matcher(word);
    if (fraction.matches()) {
      return Double.parseDouble(fraction.group(1)) / Integer.parseInt(fraction.group(2));
    }
    if (DECIMAL.matcher(word).matches()) {
      return Double.parseDouble(word);
    }
    return SIGNS.entrySet().stream()
        .filter(sign -> sign.getValue().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--widths: '" + word + "' is no factor: write it like 0.5, 1/2 or ½"))
        .getKey();
  }

  private static String plain(double size) {
    return BigDecimal.valueOf(size).stripTrailingZeros().toPlainString();
  }

  /** The part of a folder's name that tells it: {@code 64}, {@code 0.5}. */
  String word() {
    return plain(size);
  }
}
