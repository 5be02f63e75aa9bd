package dev.bnn.quantize;

import java.io.IOException;

/** A {@code model.bnn} that is damaged, truncated, of another kind, or from a newer version. */
public final class ModelFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  ModelFormatException(String message) {
    super(message);
  }

  ModelFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
