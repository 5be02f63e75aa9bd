package dev.bnn.datasets;

import java.io.IOException;

/** A picture cannot be read; the message is the reason, without the name of the file. */
final class UnreadableImageException extends IOException {
  private static final long serialVersionUID = 1;

  UnreadableImageException(String reason) {
    super(reason);
  }

  UnreadableImageException(String reason, Exception cause) {
    super(reason, cause);
  }
}
