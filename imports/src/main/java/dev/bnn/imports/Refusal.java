package dev.bnn.imports;

import java.util.Locale;

/** Something that has no exact counterpart here; {@link OnnxImporter} adds where it stands. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Refusal(String message) {
    super(message);
  }

  /** Throws unless {@code ok}; the message says the reason and what would work. */
  static void require(boolean ok, String message, Object... arguments) {
    if (!ok) {
      throw new Refusal(String.format(Locale.ROOT, message, arguments));
    }
  }
}
