package dev.bnn.runtime;

import java.io.IOException;

/** A device that cannot be used, or no longer: what is wrong, and what to do. */
public final class DeviceException extends IOException {
  private static final long serialVersionUID = 1;

  DeviceException(String message) {
    super(message);
  }

  DeviceException(String message, Throwable cause) {
    super(message, cause);
  }
}
