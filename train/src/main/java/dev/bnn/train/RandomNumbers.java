package dev.bnn.train;

import java.util.SplittableRandom;

/** Random numbers as pure functions of what they are for, so that every run can be repeated. */
final class RandomNumbers {
  /** What a stream is for: streams of different use do not depend on each other. */
  enum Use {
    WEIGHTS(1),
    ORDER(2),
    AUGMENT(3),
    DROPOUT(4);

    private final int number;

    Use(int number) {
      this.number = number;
    }
  }

  private RandomNumbers() {}

  /** The stream for a use, e.g. the order of images in an epoch. */
  static SplittableRandom of(long seed, Use use, long index) {
    return new SplittableRandom(mix(mix(seed + use.number) + index));
  }

  /** A permutation of 0…size−1 (Fisher and Yates). */
  static int[] permutation(int size, SplittableRandom random) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /** Finalizer of SplitMix64 (Steele, Lea, Flood 2014): every bit changes every bit. */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
