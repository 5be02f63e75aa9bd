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
