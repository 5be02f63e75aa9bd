package dev.bnn.train;

/** Which of the two networks of one {@link Architecture} is trained. */
public enum Mode {
  /** ±1 weights and signs: what becomes hardware. */
  BINARY,
  /** Its float twin: same blocks, real weights, ReLU in place of the sign; for comparison. */
  FLOAT;

  /** Reads {@code binary} or {@code float}. */
  public static Mode parse(String word) {
    return Words.parse(Mode.class, "mode", word);
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
