package dev.bnn.quantize;

import java.io.IOException;

/** A {@code model.bnn} that is damaged, truncated, of another kind, or from a newer version. */
public final class ModelFormatException extends IOException {
  private static final long serialVersionUID = 1L;
  private static final int MOST_CHARACTERS = 1000;

  ModelFormatException(String message) {
    super(oneLine(message));
  }

  ModelFormatException(String message, Throwable cause) {
    super(oneLine(message), cause);
  }

  /** Words of a damaged file may be long and may hold what a terminal obeys. */
  private static String oneLine(String message) {
    String shown =
        message.length() > MOST_CHARACTERS ? message.substring(0, MOST_CHARACTERS) + "…" : message;
    return shown.replaceAll("\\p{Cntrl}", "?");
  }
}
