package dev.bnn.experiments;

import dev.bnn.datasets.LabeledImages;
import dev.bnn.quantize.IntVector;

/** How often images of a class were taken for each class. */
final class Confusion {
  private final int[][] counts; // (true class, answer)

  private Confusion(int[][] counts) {
    this.counts = counts;
  }

  /** Counts the answers to images. */
  static Confusion of(LabeledImages images, IntVector answers) {
    int[][] counts = new int[images.classes()][images.classes()];
    for (int i = 0; i < images.size(); i++) {
      counts[images.label(i)][answers.get(i)]++;
    }
    return new Confusion(counts);
  }

  int classes() {
    return counts.length;
  }

  /** Images of class {@code truth} that were taken for {@code answer}. */
  int count(int truth, int answer) {
    return counts[truth][answer];
  }

  /** Images of a class. */
  int images(int truth) {
    int sum = 0;
    for (int answer = 0; answer < classes(); answer++) {
      sum += count(truth, answer);
    }
    return sum;
  }

  /** Images taken for a class. */
  int answers(int answer) {
    int sum = 0;
    for (int truth = 0; truth < classes(); truth++) {
      sum += count(truth, answer);
    }
    return sum;
  }

  int right() {
    int sum = 0;
    for (int k = 0; k < classes(); k++) {
      sum += count(k, k);
    }
    return sum;
  }

  /** Share of the images taken for a class that are of it; NaN if none was. */
  double precision(int k) {
    return (double) count(k, k) / answers(k);
  }

  /** Share of the images of a class that were taken for it; NaN if there are none. */
  double recall(int k) {
    return (double) count(k, k) / images(k);
  }
}
