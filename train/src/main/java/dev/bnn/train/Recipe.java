package dev.bnn.train;

/** How much time a training may take; see {@link Defaults} for the numbers. */
public enum Recipe {
  /** Minutes or less; enough to see that everything works. */
  FAST,
  /** Several times longer, for the best accuracy. */
  BEST;

  /** Reads {@code fast} or {@code best}. */
  public static Recipe parse(String word) {
    return Words.parse(Recipe.class, "recipe", word);
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
