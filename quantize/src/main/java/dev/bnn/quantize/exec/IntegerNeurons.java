package dev.bnn.quantize.exec;

import dev.bnn.quantize.BitMatrix;
import dev.bnn.quantize.Thresholds;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Neurons on integer inputs: an input is one value under one tap.
 *
 * <p>With S the sum of all inputs, which all neurons share, and P the sum of those with weight +1,
 * a dot product is {@code 2P − S}; or, with M the sum of those with weight −1, {@code S − 2M}. The
 * rarer weight is added up. Sums may wrap around: the dot product itself fits an int.
 */
final class IntegerNeurons implements Neurons {
  private final int inputs;
  private final int[][] chosen; // (outputs): inputs that are added up
  private final boolean[] plus; // (outputs): whether they are those with weight +1
  private final int[] thresholds;
  private final boolean isWide; // whether d − T may not fit an int

  /**
   * @param weights (outputs, channels · taps) in (channel, tap) order
   */
  IntegerNeurons(BitMatrix weights, Thresholds thresholds, int taps) {
    int channels = weights.columns() / taps;
    this.inputs = weights.columns();
    this.chosen = new int[weights.rows()][];
    this.plus = new boolean[weights.rows()];
    this.thresholds = thresholds.values().toArray();
    for (int row = 0; row < chosen.length; row++) {
      int neuron = row;
      boolean rarer = 2 * weights.countOnes(row) <= inputs;
      plus[row] = rarer;
      chosen[row] =
          IntStream.range(0, inputs)
              .filter(i -> weights.get(neuron, i % channels * taps + i / channels) == rarer)
              .toArray();
    }
    this.isWide =
        IntStream.range(0, chosen.length)
            .anyMatch(
                row ->
                    (long) thresholds.never(row) - thresholds.minimum().get(row)
                        >= Integer.MAX_VALUE);
  }

  @Override
  public int inputs() {
    return inputs;
  }

  @Override
  public int outputs() {
    return chosen.length;
  }

  @Override
  public void decide(int[][] patch, int lanes, Scratch scratch, int[][] out, int first) {
    int[] totals = scratch.totals();
    Arrays.fill(totals, 0, lanes, 0);
    for (int i = 0; i < inputs; i++) {
      LaneKernels.add(totals, lanes, patch[i]);
    }
    int[] sums = scratch.sums();
    for (int row = 0; row < chosen.length; row++) {
      int[] word = out[first + (row >> 5)];
      int bit = row & 31;
      if (bit == 0) {
        Arrays.fill(word, 0, lanes, 0);
      }
      addUp(chosen[row], patch, lanes, sums);
      if (isWide) {
        decideWide(row, sums, totals, lanes, word);
      } else if (plus[row]) { // d >= T is not 2P − S − T < 0
        LaneKernels.decideSums(word, bit, sums, totals, -thresholds[row], lanes);
        LaneKernels.invert(word, bit, lanes);
      } else { // d >= T is 2M − S + T − 1 < 0
        LaneKernels.decideSums(word, bit, sums, totals, thresholds[row] - 1, lanes);
      }
    }
  }

  private static void addUp(int[] chosen, int[][] patch, int lanes, int[] sums) {
    Arrays.fill(sums, 0, lanes, 0);
    int k = 0;
    for (; k + 4 <= chosen.length; k += 4) {
      LaneKernels.add(
          sums,
          lanes,
          patch[chosen[k]],
          patch[chosen[k + 1]],
          patch[chosen[k + 2]],
          patch[chosen[k + 3]]);
    }
    for (; k < chosen.length; k++) {
      LaneKernels.add(sums, lanes, patch[chosen[k]]);
    }
  }

  private void decideWide(int row, int[] sums, int[] totals, int lanes, int[] word) {
    for (int i = 0; i < lanes; i++) {
      int twice = 2 * sums[i] - totals[i];
      if ((plus[row] ? twice : -twice) >= thresholds[row]) {
        word[i] |= 1 << row;
      }
    }
  }
}
