package dev.bnn.cli;

import java.util.Arrays;
import java.util.Locale;

/**
 * Mean and spread of shares 0…1.
 *
 * @param mean arithmetic mean
 * @param deviation sample standard deviation (n − 1), 0 for a single value
 * @param count how many values
 */
record Statistics(double mean, double deviation, int count) {
  static Statistics of(double... values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    double deviation = values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1));
    return new Statistics(mean, deviation, values.length);
  }

  /** A share as percent with two decimals. */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%.2f ± %.2f %% (mean ± std of %d)", 100 * mean, 100 * deviation, count);
  }
}
