package dev.bnn.hwgen;

/** An external program is not installed or too old; the message says how to get it. */
public final class ToolMissingException extends ToolException {
  private static final long serialVersionUID = 1L;

  ToolMissingException(String message) {
    super(message);
  }
}
