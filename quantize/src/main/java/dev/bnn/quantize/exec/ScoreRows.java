package dev.bnn.quantize.exec;

import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.Scores;

/** The last layer; immutable. */
final class ScoreRows {
  private final Taps taps;
  private final WeightWords weights;
  private final int fanIn;
  private final IntVector offsets;
  private final int[] noPadding;

  ScoreRows(Scores layer, Taps taps) {
    this.taps = taps;
    this.weights = new WeightWords(layer.weights(), taps.perPosition());
    this.fanIn = layer.weights().columns();
    this.offsets = layer.offsets();
    this.noPadding = new int[weights.perRow() / taps.perPosition()];
  }

  int classes() {
    return weights.rows();
  }

  Scratch newScratch() {
    return Scratch.ofWords(PackedEngine.BLOCK, weights.perRow());
  }

  /**
   * Scores of a block of images, which are the lanes.
   *
   * @param scores (images, classes) from index {@code first} on
   */
  void runBlock(int[][] in, int images, Scratch scratch, int[] scores, int first) {
    int[] counts = scratch.sums();
    for (int k = 0; k < classes(); k++) {
      weights.countDifferences(k, in, images, counts);
      int most = fanIn + offsets.get(k);
      for (int i = 0; i < images; i++) {
        scores[first + i * classes() + k] = most - 2 * counts[i];
      }
    }
  }

  /**
   * Scores of one image, whose positions are the lanes.
   *
   * @param scores (classes) from index {@code first} on
   */
  void runImage(int[][] in, Scratch scratch, int[] scores, int first) {
    int[] x = scratch.words();
    NeuronLanes.gather(in, taps, 0, noPadding, x);
    for (int k = 0; k < classes(); k++) {
      int differences = 0;
      for (int i = 0; i < x.length; i++) {
        differences += Integer.bitCount(x[i] ^ weights.get(k, i));
      }
      scores[first + k] = fanIn + offsets.get(k) - 2 * differences;
    }
  }
}
