package dev.bnn.train;

/** What training makes small. */
public enum Loss {
  /** Softmax cross-entropy of the scores. */
  CROSS_ENTROPY,
  /**
   * Sum over the classes of {@code max(0, 1 − t·s)²}, with t = +1 for the right class, −1 for the
   * others, and s the score (BinaryNet, arXiv 1602.02830; Tang 2013, arXiv 1306.0239).
   */
  SQUARED_HINGE;

  /** Reads {@code cross-entropy} or {@code squared-hinge}. */
  public static Loss parse(String word) {
    return Words.parse(Loss.class, "loss", word);
  }

  /** The word on the command line and in files. */
  public String word() {
    return Words.of(this);
  }

  @Override
  public String toString() {
    return word();
  }
}
