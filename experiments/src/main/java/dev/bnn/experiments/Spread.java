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
}
