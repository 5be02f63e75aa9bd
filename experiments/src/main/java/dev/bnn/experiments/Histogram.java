package dev.bnn.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How many values lie in each of some equal intervals; the last one includes its upper end.
 *
 * @param low lower end of the first interval
 * @param width of an interval
 * @param counts per interval
 */
record Histogram(double low, double width, List<Integer> counts) {
  /** Counts values from their least to their greatest. */
  static Histogram of(double[] values, int intervals) {
    double low = Arrays.stream(values).min().orElseThrow();
    double high = Arrays.stream(values).max().orElseThrow();
    double width = high > low ? (high - low) / intervals : 1;
    int[] counts = new int[high > low ? intervals : 1];
    for (double value : values) {
      counts[Math.min(counts.length - 1, (int) ((value - low) / width))]++;
    }
    return new Histogram(low, width, Arrays.stream(counts).boxed().toList());
  }

  /**
   * Counts integers that lie a multiple of {@code step} apart, as many of them in every interval.
   *
   * @param most greatest number of intervals
   */
  static Histogram ofIntegers(int[] values, int step, int most) {
    int low = Arrays.stream(values).min().orElseThrow();
    int high = Arrays.stream(values).max().orElseThrow();
    long steps = ((long) high - low) / step + 1;
    long width = step * ((steps + most - 1) / most);
    int[] counts = new int[(int) (((long) high - low) / width) + 1];
    for (int value : values) {
      counts[(int) (((long) value - low) / width)]++;
    }
    // an interval reaches half a step beyond its least and its greatest value
    return new Histogram(low - step / 2.0, width, Arrays.stream(counts).boxed().toList());
  }

  /** Ends of all intervals: one more than there are counts. */
  List<Double> edges() {
    List<Double> edges = new ArrayList<>();
    for (int i = 0; i <= counts.size(); i++) {
      edges.add(low + i * width);
    }
    return edges;
  }

  /** The count that begins at each edge, the last one again at the end; for drawing steps. */
  List<Integer> countsAtEdges() {
    List<Integer> steps = new ArrayList<>(counts);
    steps.add(counts.get(counts.size() - 1));
    return steps;
  }
}
