package dev.bnn.runtime;

import java.io.IOException;

/** A board, or the way to it, is not as it must be; the message says what to do. */
public final class DeviceException extends IOException {
  private static final long serialVersionUID = 1L;

  DeviceException(String message) {
    super(message);
  }

  DeviceException(String message, Throwable cause) {
    super(message, cause);
  }
}
