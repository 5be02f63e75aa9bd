package dev.bnn.verify;

import dev.bnn.quantize.IntVector;
import java.util.Locale;

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
    if (mismatches++ == 0) {
      int k = 0;
      while (k < expected.size() - 1 && expected.get(k) == actual.get(k)) {
        k++;
      }
      first =
          String.format(
              Locale.ROOT,
              "first: image %d, class %d: expected %d, got %d",
              image,
              k,
              expected.get(k),
              actual.get(k));
    }
  }

  int mismatches() {
    return mismatches;
  }

  /** The first difference in words, or empty. */
  String first() {
    return first;
  }
}
