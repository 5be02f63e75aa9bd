package dev.bnn.quantize.exec;

import dev.bnn.quantize.BitMatrix;
import dev.bnn.quantize.Thresholds;
import java.util.Arrays;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link BinaryNeurons} with the Vector API: the counts of four neurons stay in registers, so that
 * each input is loaded once for four of them and no count is stored.
 */
final class VectorNeurons implements Neurons {
  private static final VectorSpecies<Integer> SPECIES = IntVector.SPECIES_PREFERRED;

  /** Neurons that are computed together. */
  private static final int TOGETHER = 4;

  private final WeightWords weights;
  private final int[] fours; // (rows/4, inputs, 4): weights of four neurons side by side
  private final int[] mostDifferences; // (rows), and −1, never, up to fours

  VectorNeurons(BitMatrix weights, Thresholds thresholds, int taps) {
    this.weights = new WeightWords(weights, taps);
    int rows = (weights.rows() + TOGETHER - 1) / TOGETHER * TOGETHER;
    this.mostDifferences =
        Arrays.copyOf(WeightWords.mostDifferences(weights, thresholds), rows);
    Arrays.fill(mostDifferences, weights.rows(), rows, -1);
    int inputs = this.weights.perRow();
    this.fours = new int[rows * inputs];
    for (int row = 0; row < weights.rows(); row++) {
      for (int k = 0; k < inputs; k++) {
        fours[(row / TOGETHER * inputs + k) * TOGETHER + row % TOGETHER] =
            this.weights.get(row, k);
      }
    }
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
    int whole = SPECIES.loopBound(lanes);
    for (int row = 0; row < mostDifferences.length; row += TOGETHER) {
      int[] word = out[first + (row >> 5)];
      if ((row & 31) == 0) {
        Arrays.fill(word, 0, lanes, 0);
      }
      decideFour(row, patch, whole, word);
      for (int lane = whole; lane < lanes; lane++) {
        word[lane] |= decideFour(row, patch, lane) << row;
      }
    }
  }

  private void decideFour(int row, int[][] patch, int lanes, int[] word) {
    int inputs = weights.perRow();
    int most0 = mostDifferences[row] + 1;
    int most1 = mostDifferences[row + 1] + 1;
    int most2 = mostDifferences[row + 2] + 1;
    int most3 = mostDifferences[row + 3] + 1;
    for (int lane = 0; lane < lanes; lane += SPECIES.length()) {
      IntVector count0 = IntVector.zero(SPECIES);
      IntVector count1 = count0;
      IntVector count2 = count0;
      IntVector count3 = count0;
      int at = row * inputs;
      for (int k = 0; k < inputs; k++, at += TOGETHER) {
        IntVector x = IntVector.fromArray(SPECIES, patch[k], lane);
        count0 = count0.add(differences(x, fours[at]));
        count1 = count1.add(differences(x, fours[at + 1]));
        count2 = count2.add(differences(x, fours[at + 2]));
        count3 = count3.add(differences(x, fours[at + 3]));
      }
      // the sign of what is left up to the limit, brought to bits 0…3
      IntVector bits =
          sign(count0.sub(most0))
              .or(sign(count1.sub(most1)).lanewise(VectorOperators.LSHL, 1))
              .or(sign(count2.sub(most2)).lanewise(VectorOperators.LSHL, 2))
              .or(sign(count3.sub(most3)).lanewise(VectorOperators.LSHL, 3));
      IntVector.fromArray(SPECIES, word, lane)
          .or(bits.lanewise(VectorOperators.LSHL, row & 31))
          .intoArray(word, lane);
    }
  }

  private static IntVector differences(IntVector x, int w) {
    return x.lanewise(VectorOperators.XOR, w).lanewise(VectorOperators.BIT_COUNT);
  }

  private static IntVector sign(IntVector x) {
    return x.lanewise(VectorOperators.LSHR, 31);
  }

  /** The answers of four neurons on one lane, in bits 0…3. */
  private int decideFour(int row, int[][] patch, int lane) {
    int inputs = weights.perRow();
    int bits = 0;
    for (int i = 0; i < TOGETHER; i++) {
      int differences = 0;
      for (int k = 0; k < inputs; k++) {
        differences += Integer.bitCount(patch[k][lane] ^ fours[row * inputs + k * TOGETHER + i]);
      }
      bits |= (differences <= mostDifferences[row + i] ? 1 : 0) << i;
    }
    return bits;
  }
}
