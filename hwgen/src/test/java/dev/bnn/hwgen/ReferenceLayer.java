package dev.bnn.hwgen;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** A dense layer in plain loops over ±1, and the memory files that make the RTL the same layer. */
final class ReferenceLayer {
  /** (outputs, inputs), +1 or −1. */
  private final int[][] weights;

  /** (outputs), thresholds or biases as the memory file holds them. */
  private final int[] constants;

  ReferenceLayer(int[][] weights, int[] constants) {
    this.weights = weights;
    this.constants = constants;
  }

  static ReferenceLayer random(RandomGenerator random, int inputs, int[] constants) {
    return new ReferenceLayer(randomWeights(random, inputs, constants.length), constants);
  }

  static int[][] randomWeights(RandomGenerator random, int inputs, int outputs) {
    int[][] weights = new int[outputs][inputs];
    for (int[] row : weights) {
      Arrays.setAll(row, i -> random.nextBoolean() ? 1 : -1);
    }
    return weights;
  }

  /** Thresholds around the middle of the popcount, and both extremes: always and never. */
  static int[] randomThresholds(RandomGenerator random, int inputs, int outputs) {
    return IntStream.range(0, outputs)
        .map(
            o ->
                switch (random.nextInt(6)) {
                  case 0 -> 0;
                  case 1 -> inputs + 1;
                  default -> Math.max(0, Math.min(inputs + 1, inputs / 2 - 1 + random.nextInt(4)));
                })
        .toArray();
  }

  int inputs() {
    return weights[0].length;
  }

  int outputs() {
    return weights.length;
  }

  /** Sum of weight times input, one per neuron. */
  int[] dot(int[] x) {
    return Arrays.stream(weights)
        .mapToInt(row -> IntStream.range(0, row.length).map(i -> row[i] * x[i]).sum())
        .toArray();
  }

  /** Binary layer: ±1 in, ±1 out. A popcount threshold t is a dot product of 2t − n. */
  int[] signs(int[] x) {
    int[] dot = dot(x);
    return IntStream.range(0, outputs())
        .map(o -> dot[o] >= 2 * constants[o] - inputs() ? 1 : -1)
        .toArray();
  }

  /** First layer: bytes in, ±1 out. */
  int[] signsOfBytes(int[] bytes) {
    int[] dot = dot(bytes);
    return IntStream.range(0, outputs()).map(o -> dot[o] >= constants[o] ? 1 : -1).toArray();
  }

  /** Last layer. A bias b is an offset of b + n to the dot product. */
  int[] scores(int[] x) {
    int[] dot = dot(x);
    return IntStream.range(0, outputs()).map(o -> dot[o] + constants[o] + inputs()).toArray();
  }

  /** Lines of the weight file: word nf·SF + sf, bit p·SIMD + s. */
  List<String> weightFile(int simd, int pe) {
    List<String> lines = new ArrayList<>();
    for (int nf = 0; nf < outputs() / pe; nf++) {
      for (int sf = 0; sf < inputs() / simd; sf++) {
        int[] word = new int[pe * simd];
        for (int p = 0; p < pe; p++) {
          for (int s = 0; s < simd; s++) {
            word[p * simd + s] = weights[nf * pe + p][sf * simd + s];
          }
        }
        lines.add(packSigns(word).toString(16));
      }
    }
    return lines;
  }

  /** Lines of the threshold or bias file: word nf, field p. */
  List<String> constantFile(int pe, int width) {
    return IntStream.range(0, outputs() / pe)
        .mapToObj(nf -> Arrays.copyOfRange(constants, nf * pe, nf * pe + pe))
        .map(fields -> pack(fields, width).toString(16))
        .toList();
  }

  /** Fields side by side, two's complement, the first in the lowest bits. */
  static BigInteger pack(int[] fields, int width) {
    BigInteger mask = BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE);
    BigInteger word = BigInteger.ZERO;
    for (int i = 0; i < fields.length; i++) {
      word = word.or(BigInteger.valueOf(fields[i]).and(mask).shiftLeft(i * width));
    }
    return word;
  }

  /** The bytes of a word as a line of a frame file, the lowest first. */
  static String bytes(BigInteger word, int width) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < width; i += 8) {
      line.append(String.format("%02x", word.shiftRight(i).intValue() & 255));
    }
    return line.toString();
  }

  /** The word that a line of a frame file holds. */
  static BigInteger ofBytes(String line) {
    byte[] bytes = new byte[line.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[bytes.length - 1 - i] = (byte) Integer.parseInt(line.substring(2 * i, 2 * i + 2), 16);
    }
    return new BigInteger(1, bytes);
  }

  /** ±1 as bits: 1 is +1. */
  static BigInteger packSigns(int[] signs) {
    return pack(Arrays.stream(signs).map(sign -> (sign + 1) / 2).toArray(), 1);
  }

  /** Highest score, ties to the lowest index. */
  static int argmax(int[] scores) {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      if (scores[i] > scores[best]) {
        best = i;
      }
    }
    return best;
  }
}
