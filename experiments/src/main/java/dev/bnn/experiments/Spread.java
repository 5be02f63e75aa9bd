package dev.bnn.experiments;

import java.util.List;

/**
 * Mean and deviation of some runs.
 *
 * @param mean of the values
 * @param deviation of the sample (n − 1); 0 for a single value
 */
record Spread(double mean, double deviation) {
  static Spread of(List<Double> values) {
    double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
    double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    return new Spread(mean, values.size() < 2 ? 0 : Math.sqrt(squares / (values.size() - 1)));
  }

  /** Shares 0…1 as {@code 97.20 ± 0.05 %}, as {@code 97.20 %} if it is one; a dash for none. */
  static String inPercent(List<Double> values) {
    if (values.isEmpty()) {
      return "–";
    }
    Spread spread = of(values);
    return values.size() == 1
        ? Texts.percent(spread.mean())
        : Texts.format("%.2f ± %.2f %%", 100 * spread.mean(), 100 * spread.deviation());
  }
}
