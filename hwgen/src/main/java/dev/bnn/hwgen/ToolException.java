package dev.bnn.hwgen;

import java.io.IOException;

/** An external program failed; the message shows what it printed. */
public class ToolException extends IOException {
  private static final long serialVersionUID = 1L;

  ToolException(String message) {
    super(message);
  }
}
