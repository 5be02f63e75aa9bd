package dev.bnn.quantize.exec;

/**
 * The innermost loops: one weight against many lanes.
 *
 * <p>A lane is an image of a block, a position of a map, or a neuron. Every loop runs over whole
 * arrays at one index, which is the form that HotSpot's C2 turns into vector instructions; with an
 * offset in the index, or more weights a pass, it does not (docs/benchmarks.md).
 */
final class LaneKernels {
  private LaneKernels() {}

  /** {@code counts[i] = Σ popcount(x[i] XOR w)} over four words. */
  static void countDifferences(
      int[] counts,
      int lanes,
      int[] x0,
      int[] x1,
      int[] x2,
      int[] x3,
      int w0,
      int w1,
      int w2,
      int w3) {
    for (int i = 0; i < lanes; i++) {
      counts[i] =
          Integer.bitCount(x0[i] ^ w0)
              + Integer.bitCount(x1[i] ^ w1)
              + Integer.bitCount(x2[i] ^ w2)
              + Integer.bitCount(x3[i] ^ w3);
    }
  }

  /** {@code counts[i] += Σ popcount(x[i] XOR w)} over four words. */
  static void addDifferences(
      int[] counts,
      int lanes,
      int[] x0,
      int[] x1,
      int[] x2,
      int[] x3,
      int w0,
      int w1,
      int w2,
      int w3) {
    for (int i = 0; i < lanes; i++) {
      counts[i] +=
          Integer.bitCount(x0[i] ^ w0)
              + Integer.bitCount(x1[i] ^ w1)
              + Integer.bitCount(x2[i] ^ w2)
              + Integer.bitCount(x3[i] ^ w3);
    }
  }

  /** {@code counts[i] += popcount(x[i] XOR w)}. */
  static void addDifferences(int[] counts, int lanes, int[] x, int w) {
    for (int i = 0; i < lanes; i++) {
      counts[i] += Integer.bitCount(x[i] ^ w);
    }
  }

  /** Sets {@code bit} of {@code out[i]} where all differences, the last word's too, are at most. */
  static void decide(int[] out, int bit, int[] counts, int most, int lanes, int[] x, int w) {
    int limit = most + 1;
    for (int i = 0; i < lanes; i++) {
      out[i] |= (counts[i] + Integer.bitCount(x[i] ^ w) - limit) >>> 31 << bit;
    }
  }

  /** Like {@link #decide(int[], int, int[], int, int, int[], int)} with the last two words. */
  static void decide(
      int[] out, int bit, int[] counts, int most, int lanes, int[] x0, int[] x1, int w0, int w1) {
    int limit = most + 1;
    for (int i = 0; i < lanes; i++) {
      out[i] |=
          (counts[i] + Integer.bitCount(x0[i] ^ w0) + Integer.bitCount(x1[i] ^ w1) - limit)
              >>> 31
              << bit;
    }
  }

  /** Like {@link #decide(int[], int, int[], int, int, int[], int)} with the last three words. */
  static void decide(
      int[] out,
      int bit,
      int[] counts,
      int most,
      int lanes,
      int[] x0,
      int[] x1,
      int[] x2,
      int w0,
      int w1,
      int w2) {
    int limit = most + 1;
    for (int i = 0; i < lanes; i++) {
      out[i] |=
          (counts[i]
                  + Integer.bitCount(x0[i] ^ w0)
                  + Integer.bitCount(x1[i] ^ w1)
                  + Integer.bitCount(x2[i] ^ w2)
                  - limit)
              >>> 31
              << bit;
    }
  }

  /** Like {@link #decide(int[], int, int[], int, int, int[], int)} with the last four words. */
  static void decide(
      int[] out,
      int bit,
      int[] counts,
      int most,
      int lanes,
      int[] x0,
      int[] x1,
      int[] x2,
      int[] x3,
      int w0,
      int w1,
      int w2,
      int w3) {
    int limit = most + 1;
    for (int i = 0; i < lanes; i++) {
      out[i] |=
          (counts[i]
                  + Integer.bitCount(x0[i] ^ w0)
                  + Integer.bitCount(x1[i] ^ w1)
                  + Integer.bitCount(x2[i] ^ w2)
                  + Integer.bitCount(x3[i] ^ w3)
                  - limit)
              >>> 31
              << bit;
    }
  }

  /** {@code sums[i] += x[i]}. */
  static void add(int[] sums, int lanes, int[] x) {
    for (int i = 0; i < lanes; i++) {
      sums[i] += x[i];
    }
  }

  /** {@code sums[i] = start[i] + Σ x[i]} over four arrays. */
  static void sum(int[] sums, int[] start, int lanes, int[] x0, int[] x1, int[] x2, int[] x3) {
    for (int i = 0; i < lanes; i++) {
      sums[i] = start[i] + x0[i] + x1[i] + x2[i] + x3[i];
    }
  }

  /**
   * Sets {@code bit} of {@code out[i]} where {@code (start[i] + Σ x[i] + t) XOR flip} is negative,
   * Σ over four arrays.
   */
  static void decideSums(
      int[] out,
      int bit,
      int[] start,
      int t,
      int flip,
      int lanes,
      int[] x0,
      int[] x1,
      int[] x2,
      int[] x3) {
    for (int i = 0; i < lanes; i++) {
      out[i] |= ((start[i] + x0[i] + x1[i] + x2[i] + x3[i] + t) ^ flip) >>> 31 << bit;
    }
  }

  /** Pools one more value: OR where {@code or} has a bit, AND elsewhere. */
  static void pool(int[] out, int lanes, int[] x, int or) {
    for (int i = 0; i < lanes; i++) {
      int both = out[i] & x[i];
      int any = out[i] | x[i];
      out[i] = (any & or) | (both & ~or);
    }
  }
}
