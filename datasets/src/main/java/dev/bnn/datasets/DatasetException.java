package dev.bnn.datasets;

import java.io.IOException;

/**
 * A data set is missing or damaged. The message is one line for the user: which file, what is wrong
 * with it, what to do.
 */
public final class DatasetException extends IOException {
  private static final long serialVersionUID = 1;

  DatasetException(String message) {
    super(message);
  }

  DatasetException(String message, Exception cause) {
    super(message, cause);
  }
}
