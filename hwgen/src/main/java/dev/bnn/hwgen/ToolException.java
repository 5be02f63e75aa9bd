package dev.bnn.hwgen;

import java.io.IOException;

/** An external program is missing, too old, or failed; the message says what to do. */
public final class ToolException extends IOException {
  private static final long serialVersionUID = 1L;

  ToolException(String message) {
    super(message);
  }
}
