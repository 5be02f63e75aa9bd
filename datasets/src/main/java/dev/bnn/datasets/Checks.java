package dev.bnn.datasets;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.util.Locale;

/** What makes messages: argument checks that name value and bound, reasons of failures. */
final class Checks {
  private Checks() {}

  /** Throws {@link IllegalArgumentException} with the formatted message unless {@code ok}. */
  static void check(boolean ok, String message, Object... arguments) {
    if (!ok) {
      throw new IllegalArgumentException(text(message, arguments));
    }
  }

  /** The formatted message, the same in every language. */
  static String text(String message, Object... arguments) {
    return String.format(Locale.ROOT, message, arguments);
  }

  /** Why a file could not be written or read; many exceptions of the JDK say only its name. */
  static String reason(IOException e) {
    if (e instanceof FileSystemException f && f.getReason() != null) {
      return f.getReason();
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    return e instanceof FileAlreadyExistsException
        ? "a file lies there"
        : String.valueOf(e.getMessage());
  }
}
