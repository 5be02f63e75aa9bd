package dev.bnn.quantize.exec;

import dev.bnn.quantize.BitMatrix;
import dev.bnn.quantize.Thresholds;
import java.util.Arrays;

/**
 * ±1 weights of a layer on ±1 inputs, packed as its inputs are: tap by tap, the channels of a tap
 * in 32-bit words, channel 0 in the lowest bit, spare bits zero.
 */
final class WeightWords {
  private final int rows;
  private final int perRow;
  private final int[] words; // (rows, perRow)

  /**
   * @param weights (rows, channels · taps) in (channel, tap) order
   */
  WeightWords(BitMatrix weights, int taps) {
    int channels = weights.columns() / taps;
    int perTap = wordsFor(channels);
    this.rows = weights.rows();
    this.perRow = taps * perTap;
    this.words = new int[rows * perRow];
    for (int row = 0; row < rows; row++) {
      for (int channel = 0; channel < channels; channel++) {
        for (int tap = 0; tap < taps; tap++) {
          if (weights.get(row, channel * taps + tap)) {
            words[row * perRow + tap * perTap + (channel >> 5)] |= 1 << channel;
          }
        }
      }
    }
  }

  /** Number of 32-bit words that hold {@code bits} bits. */
  static int wordsFor(int bits) {
    return (bits + 31) >>> 5;
  }

  /**
   * The most differences between a row and its inputs with which the neuron answers +1: {@code d =
   * n − 2·differences >= T}.
   */
  static int[] mostDifferences(BitMatrix weights, Thresholds thresholds) {
    int[] most = new int[weights.rows()];
    for (int row = 0; row < most.length; row++) {
      most[row] = Math.floorDiv(weights.columns() - thresholds.get(row), 2);
    }
    return most;
  }

  int rows() {
    return rows;
  }

  int perRow() {
    return perRow;
  }

  int get(int row, int index) {
    return words[row * perRow + index];
  }

  /** Differences between a row and the lanes of its inputs. */
  void countDifferences(int row, int[][] patch, int lanes, int[] counts) {
    Arrays.fill(counts, 0, lanes, 0);
    int at = row * perRow;
    int k = 0;
    for (; k + 4 <= perRow; k += 4, at += 4) {
      LaneKernels.addDifferences(
          counts,
          lanes,
          patch[k],
          patch[k + 1],
          patch[k + 2],
          patch[k + 3],
          words[at],
          words[at + 1],
          words[at + 2],
          words[at + 3]);
    }
    for (; k < perRow; k++, at++) {
      LaneKernels.addDifferences(counts, lanes, patch[k], words[at]);
    }
  }

  /** Sets a bit of the lanes where a row has at most so many differences from its inputs. */
  void decide(int row, int most, int[][] patch, int lanes, int[] counts, int[] out, int bit) {
    int at = row * perRow;
    int k = 0;
    if (perRow > 4) {
      LaneKernels.countDifferences(
          counts,
          lanes,
          patch[0],
          patch[1],
          patch[2],
          patch[3],
          words[at],
          words[at + 1],
          words[at + 2],
          words[at + 3]);
      k = 4;
      at += 4;
    } else {
      Arrays.fill(counts, 0, lanes, 0);
    }
    for (; k + 4 < perRow; k += 4, at += 4) {
      LaneKernels.addDifferences(
          counts,
          lanes,
          patch[k],
          patch[k + 1],
          patch[k + 2],
          patch[k + 3],
          words[at],
          words[at + 1],
          words[at + 2],
          words[at + 3]);
    }
    switch (perRow - k) {
      case 1 -> LaneKernels.decide(out, bit, counts, most, lanes, patch[k], words[at]);
      case 2 ->
          LaneKernels.decide(
              out, bit, counts, most, lanes, patch[k], patch[k + 1], words[at], words[at + 1]);
      case 3 ->
          LaneKernels.decide(
              out,
              bit,
              counts,
              most,
              lanes,
              patch[k],
              patch[k + 1],
              patch[k + 2],
              words[at],
              words[at + 1],
              words[at + 2]);
      default ->
          LaneKernels.decide(
              out,
              bit,
              counts,
              most,
              lanes,
              patch[k],
              patch[k + 1],
              patch[k + 2],
              patch[k + 3],
              words[at],
              words[at + 1],
              words[at + 2],
              words[at + 3]);
    }
  }
}
