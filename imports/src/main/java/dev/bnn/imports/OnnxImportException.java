package dev.bnn.imports;

import java.io.IOException;

/** A file that cannot become a binary network: damaged, hostile, or of another kind; one line. */
public final class OnnxImportException extends IOException {
  private static final long serialVersionUID = 1L;

  OnnxImportException(String message, Throwable cause) {
    super(message, cause);
  }
}
