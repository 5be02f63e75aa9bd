package dev.bnn.verify;

import dev.bnn.quantize.IntVector;

/** Counts images whose scores differ and remembers the first. */
final class ScoreComparison {
  static final String EXPECTATION = "Interpreter, every score";

  private int mismatches;
  private String first = "";

  /** Compares one image's scores. */
  void compare(int image, IntVector expected, IntVector actual) {
    if (expected.equals(actual)) {
      return;
    }
    report("image " + image + ", " + difference(expected, actual));
  }

  /** Counts a difference told in words. */
  void report(String difference) {
    if (mismatches++ == 0) {
      first = "first: " + difference;
    }
  }

  private static String difference(IntVector expected, IntVector actual) {
    if (expected.size() != actual.size()) {
      return actual.size() + " scores, not " + expected.size();
    }
    int k = 0;
    while (expected.get(k) == actual.get(k)) {
      k++;
    }
    return "class " + k + ": expected " + expected.get(k) + ", got " + actual.get(k);
  }

  int mismatches() {
    return mismatches;
  }

  /** The first difference in words, or empty. */
  String first() {
    return first;
  }
}
