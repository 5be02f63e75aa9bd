package dev.bnn.hwgen;

import java.util.stream.IntStream;

/** Divisors of a number. */
final class Divisors {
  private Divisors() {}

  /** All, in order. */
  static int[] of(int n) {
    return IntStream.rangeClosed(1, n).filter(d -> n % d == 0).toArray();
  }
}
