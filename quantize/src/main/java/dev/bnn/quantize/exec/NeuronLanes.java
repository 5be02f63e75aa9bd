package dev.bnn.quantize.exec;

import dev.bnn.quantize.BitMatrix;
import dev.bnn.quantize.Thresholds;
import java.util.Arrays;

/**
 * A layer on ±1 inputs on one image, where it has few positions; the lanes are the neurons: a word
 * of inputs is compared with the words of all their weights.
 */
final class NeuronLanes implements LaneLayer {
  private final Taps taps;
  private final int[] padValues; // (perTap)
  private final int[][] weights; // (inputs, neurons)
  private final int[] mostDifferences; // (neurons)

  NeuronLanes(Taps taps, BitMatrix weights, Thresholds thresholds, int[] padValues) {
    this.taps = taps;
    this.padValues = padValues;
    this.weights = transpose(new WeightWords(weights, taps.perPosition()));
    this.mostDifferences = WeightWords.mostDifferences(weights, thresholds);
  }

  private static int[][] transpose(WeightWords rows) {
    int[][] columns = new int[rows.perRow()][rows.rows()];
    for (int k = 0; k < columns.length; k++) {
      for (int row = 0; row < rows.rows(); row++) {
        columns[k][row] = rows.get(row, k);
      }
    }
    return columns;
  }

  @Override
  public int outputs() {
    return WeightWords.wordsFor(mostDifferences.length);
  }

  @Override
  public int outputLanes(int images) {
    return taps.positions();
  }

  @Override
  public Scratch newScratch() {
    return Scratch.ofWords(mostDifferences.length, weights.length);
  }

  @Override
  public void run(int[][] in, int images, Scratch scratch, int[][] out) {
    int[] x = scratch.words();
    int[] counts = scratch.sums();
    for (int position = 0; position < taps.positions(); position++) {
      gather(in, taps, position, padValues, x);
      countDifferences(x, counts);
      for (int word = 0; word < out.length; word++) {
        out[word][position] = decide(counts, word * 32);
      }
    }
  }

  /** Collects the input words under the window at one position. */
  static void gather(int[][] in, Taps taps, int position, int[] padValues, int[] x) {
    int perTap = padValues.length;
    for (int tap = 0; tap < taps.perPosition(); tap++) {
      int source = taps.source(position, tap);
      for (int i = 0; i < perTap; i++) {
        x[tap * perTap + i] = source < 0 ? padValues[i] : in[i][source];
      }
    }
  }

  private void countDifferences(int[] x, int[] counts) {
    Arrays.fill(counts, 0);
    int k = 0;
    for (; k + 4 <= x.length; k += 4) {
      LaneKernels.addDifferences(
          counts,
          counts.length,
          weights[k],
          weights[k + 1],
          weights[k + 2],
          weights[k + 3],
          x[k],
          x[k + 1],
          x[k + 2],
          x[k + 3]);
    }
    for (; k < x.length; k++) {
      LaneKernels.addDifferences(counts, counts.length, weights[k], x[k]);
    }
  }

  /** The answers of up to 32 neurons. */
  private int decide(int[] counts, int first) {
    int word = 0;
    int last = Math.min(counts.length, first + 32);
    for (int neuron = first; neuron < last; neuron++) {
      word |= (counts[neuron] - mostDifferences[neuron] - 1) >>> 31 << neuron;
    }
    return word;
  }
}
