package dev.bnn.hwgen;

import java.util.Locale;

/** What the host sends: image bytes, or bits it has encoded itself (8 × less traffic). */
public enum StreamKind {
  BYTES,
  BITS;

  /** The word on the command line and in files. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return word();
  }
}
