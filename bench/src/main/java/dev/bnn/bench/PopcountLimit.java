package dev.bnn.bench;

import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What the machine's XOR, popcount and addition can do: eight weight words against each loaded
 * lane, so that nothing waits for memory.
 */
@State(Scope.Thread)
public class PopcountLimit {
  /** Lanes of a call: they fit into the L1 cache. */
  static final int LANES = 2048;

  /** Weight words against each lane. */
  static final int WEIGHTS = 8;

  private final int[] x = new SplittableRandom(1).ints(LANES).toArray();
  private final int[] counts = new int[LANES];
  private final int[] w = new SplittableRandom(2).ints(WEIGHTS).toArray();

  /** {@link #LANES} · {@link #WEIGHTS} words of 32 products. */
  @Benchmark
  public int[] countDifferences(CpuTime time) {
    time.calls++;
    count(counts, x, w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7]);
    return counts;
  }

  private static void count(
      int[] counts, int[] x, int w0, int w1, int w2, int w3, int w4, int w5, int w6, int w7) {
    for (int i = 0; i < LANES; i++) {
      int lane = x[i];
      counts[i] =
          Integer.bitCount(lane ^ w0)
              + Integer.bitCount(lane ^ w1)
              + Integer.bitCount(lane ^ w2)
              + Integer.bitCount(lane ^ w3)
              + Integer.bitCount(lane ^ w4)
              + Integer.bitCount(lane ^ w5)
              + Integer.bitCount(lane ^ w6)
              + Integer.bitCount(lane ^ w7);
    }
  }
}
