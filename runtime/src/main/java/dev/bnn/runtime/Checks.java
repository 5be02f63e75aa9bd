package dev.bnn.runtime;

import java.util.Locale;

/** Argument checks whose messages name the value and the bound. */
final class Checks {
  private Checks() {}

  /** Throws {@link IllegalArgumentException} with the formatted message unless {@code ok}. */
  static void check(boolean ok, String message, Object... arguments) {
    if (!ok) {
      throw new IllegalArgumentException(String.format(Locale.ROOT, message, arguments));
    }
  }
}
