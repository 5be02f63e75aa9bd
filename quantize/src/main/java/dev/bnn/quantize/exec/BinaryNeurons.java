package dev.bnn.quantize.exec;

import dev.bnn.quantize.BitMatrix;
import dev.bnn.quantize.Thresholds;
import java.util.Arrays;

/** Neurons on ±1 inputs: an input is a word of 32 channels under one tap. */
final class BinaryNeurons implements Neurons {
  private final WeightWords weights;
  private final int[] mostDifferences;

  BinaryNeurons(BitMatrix weights, Thresholds thresholds, int taps) {
    this.weights = new WeightWords(weights, taps);
    this.mostDifferences = WeightWords.mostDifferences(weights, thresholds);
  }

  @Override
  public int inputs() {
    return weights.perRow();
  }

  @Override
  public int outputs() {
    return weights.rows();
  }

  @Override
  public void decide(int[][] patch, int lanes, Scratch scratch, int[][] out, int first) {
    int[] counts = scratch.sums();
    for (int row = 0; row < weights.rows(); row++) {
      int[] word = out[first + (row >> 5)];
      if ((row & 31) == 0) {
        Arrays.fill(word, 0, lanes, 0);
      }
      weights.decide(row, mostDifferences[row], patch, lanes, counts, word, row & 31);
    }
  }
}
