package dev.bnn.quantize.exec;

import dev.bnn.quantize.BitMatrix;
import dev.bnn.quantize.Thresholds;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Neurons on integer inputs: an input is one value under one tap.
 *
 * <p>With S the sum of all inputs, which all neurons share, and P the sum of those with weight +1,
 * {@code d = 2P − S >= T} is {@code P − ceil((S + T) / 2) >= 0}; with M the sum of those with
 * weight −1, {@code d = S − 2M >= T} is {@code M − floor((S − T) / 2) − 1 < 0}. The rarer weight is
 * added up, four inputs a pass. The halves are {@code ceil(T/2)} apart from floor(S/2) or
 * ceil(S/2), by the parity of T.
 */
final class IntegerNeurons implements Neurons {
  private final int inputs;
  private final int[][] chosen; // (outputs): inputs that are added up, then zeros up to fours
  private final boolean[] plus; // (outputs): whether they are those with weight +1
  private final int[] thresholds;
  private final boolean isWide; // whether S may not fit an int

  /**
   * @param weights (outputs, channels · taps) in (channel, tap) order
   * @param largest magnitude of the largest input
   */
  IntegerNeurons(BitMatrix weights, Thresholds thresholds, int taps, int largest) {
    int channels = weights.columns() / taps;
    this.inputs = weights.columns();
    this.chosen = new int[weights.rows()][];
    this.plus = new boolean[weights.rows()];
    this.thresholds = thresholds.values().toArray();
    this.isWide = (long) inputs * largest >= Integer.MAX_VALUE;
    for (int row = 0; row < chosen.length; row++) {
      int neuron = row;
      boolean rarer = 2 * weights.countOnes(row) <= inputs;
      plus[row] = rarer;
      int[] rare =
          IntStream.range(0, inputs)
              .filter(i -> weights.get(neuron, i % channels * taps + i / channels) == rarer)
              .toArray();
      int fours = Math.max(4, (rare.length + 3) / 4 * 4);
      chosen[row] = Arrays.copyOf(rare, fours);
      Arrays.fill(chosen[row], rare.length, fours, inputs);
    }
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
    patch[inputs] = scratch.zeros();
    if (!isWide) {
      addAll(patch, lanes, scratch);
    }
    for (int row = 0; row < chosen.length; row++) {
      int[] word = out[first + (row >> 5)];
      if ((row & 31) == 0) {
        Arrays.fill(word, 0, lanes, 0);
      }
      if (isWide) {
        decideWide(row, patch, lanes, word);
      } else {
        decide(row, patch, lanes, scratch, word);
      }
    }
  }

  /** Computes −floor(S/2) and −ceil(S/2). */
  private void addAll(int[][] patch, int lanes, Scratch scratch) {
    int[] sums = scratch.sums();
    Arrays.fill(sums, 0, lanes, 0);
    for (int i = 0; i < inputs; i++) {
      LaneKernels.add(sums, lanes, patch[i]);
    }
    for (int i = 0; i < lanes; i++) {
      scratch.lessFloor()[i] = -(sums[i] >> 1);
      scratch.lessCeil()[i] = -(sums[i] >> 1) - (sums[i] & 1);
    }
  }

  private void decide(int row, int[][] patch, int lanes, Scratch scratch, int[] word) {
    int[] taps = chosen[row];
    boolean ceil = plus[row] == (thresholds[row] % 2 == 0);
    int[] start = ceil ? scratch.lessCeil() : scratch.lessFloor();
    int k = 0;
    for (; k < taps.length - 4; k += 4) {
      LaneKernels.sum(
          scratch.sums(),
          start,
          lanes,
          patch[taps[k]],
          patch[taps[k + 1]],
          patch[taps[k + 2]],
          patch[taps[k + 3]]);
      start = scratch.sums();
    }
    int half = Math.floorDiv(thresholds[row] + 1, 2); // ceil(T/2)
    LaneKernels.decideSums(
        word,
        row & 31,
        start,
        plus[row] ? -half : half - 1,
        plus[row] ? -1 : 0,
        lanes,
        patch[taps[k]],
        patch[taps[k + 1]],
        patch[taps[k + 2]],
        patch[taps[k + 3]]);
  }

  /** The dot product in long arithmetic: so rare that it need not be fast. */
  private void decideWide(int row, int[][] patch, int lanes, int[] word) {
    for (int i = 0; i < lanes; i++) {
      long dot = 0;
      for (int tap : chosen[row]) {
        dot += 2L * patch[tap][i];
      }
      for (int input = 0; input < inputs; input++) {
        dot -= patch[input][i];
      }
      if ((plus[row] ? dot : -dot) >= thresholds[row]) {
        word[i] |= 1 << row;
      }
    }
  }
}
