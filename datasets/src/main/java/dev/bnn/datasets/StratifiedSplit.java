package dev.bnn.datasets;

import static dev.bnn.datasets.Checks.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Divides labelled images so that every part has its share of every class.
 *
 * <p>The images are shuffled, then lined up so that each class is spread evenly over the line: the
 * r-th of the n images of a class stands at (r + ½) / n. Any stretch of that line holds every class
 * in proportion, so cutting it at the cumulated fractions gives parts whose total sizes are exact
 * (rounded to the nearest image) and whose classes are off by an image or so.
 *
 * <p>A pure function of labels, fractions and seed: {@link Random} is specified bit by bit, so
 * every Java gives the same parts.
 */
public final class StratifiedSplit {
  private StratifiedSplit() {}

  /**
   * The parts of a set of images, each in the order of the set.
   *
   * @param fractions share of each part, 0…1, together 1
   */
  public static List<LabeledImages> split(LabeledImages images, List<Double> fractions, long seed) {
    return indices(images.labels(), fractions, seed).stream()
        .map(images::select)
        .collect(Collectors.toUnmodifiableList());
  }

  /**
   * The indices that belong to each part, ascending.
   *
   * @param labels (images) label of each image, at least 0
   * @param fractions share of each part, 0…1, together 1
   */
  public static List<int[]> indices(int[] labels, List<Double> fractions, long seed) {
    check(
        fractions.stream().allMatch(f -> f >= 0 && f <= 1)
            && Math.abs(fractions.stream().mapToDouble(f -> f).sum() - 1) < 1e-9,
        "fractions %s: each must be 0…1, together 1",
        fractions);
    int[] line = spreadClasses(labels, shuffle(labels.length, seed));
    List<int[]> parts = new ArrayList<>();
    int from = 0;
    double covered = 0;
    for (double fraction : fractions) {
      covered += fraction;
      int to = (int) Math.round(covered * labels.length);
      int[] part = Arrays.copyOfRange(line, from, to);
      Arrays.sort(part);
      parts.add(part);
      from = to;
    }
    return List.copyOf(parts);
  }

  /** The indices 0…n−1 in random order (Fisher and Yates; Knuth, TAOCP 2, algorithm 3.4.2 P). */
  private static int[] shuffle(int n, long seed) {
    int[] order = IntStream.range(0, n).toArray();
    Random random = new Random(seed);
    for (int i = n - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  /** The same indices, each class spread evenly; within a class their order stays. */
  private static int[] spreadClasses(int[] labels, int[] order) {
    record Place(int index, int label, double position) {}

    int classes = Arrays.stream(labels).max().orElse(0) + 1;
    int[] count = new int[classes];
    for (int label : labels) {
      count[label]++;
    }
    int[] rank = new int[classes];
    return Arrays.stream(order)
        .mapToObj(i -> new Place(i, labels[i], (rank[labels[i]]++ + 0.5) / count[labels[i]]))
        .sorted(Comparator.comparingDouble(Place::position).thenComparingInt(Place::label))
        .mapToInt(Place::index)
        .toArray();
  }
}
