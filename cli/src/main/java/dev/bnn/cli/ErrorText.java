package dev.bnn.cli;

import dev.bnn.train.DivergedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/**
 * What the user reads of an exception.
 *
 * @param message what, where, what to do
 * @param exitCode 2 for wrong arguments, 1 for everything else
 */
record ErrorText(String message, int exitCode) {
  static ErrorText of(Throwable exception) {
    if (exception instanceof UncheckedIOException && exception.getCause() != null) {
      return of(exception.getCause());
    }
    if (exception instanceof CommandFailedException || exception instanceof DivergedException) {
      return new ErrorText(exception.getMessage(), 1);
    }
    if (exception instanceof IllegalArgumentException && exception.getMessage() != null) {
      return new ErrorText(exception.getMessage(), 2);
    }
    if (exception instanceof IOException io) {
      return new ErrorText(describe(io), 1);
    }
    return new ErrorText(
        "internal error: " + exception + " (please report it with the output of --debug)", 1);
  }

  /** The JDK's file exceptions have only the path for a message. */
  private static String describe(IOException exception) {
    String message = String.valueOf(exception.getMessage());
    if (exception instanceof NoSuchFileException missing) {
      return missing.getFile()
          + ": "
          + (missing.getReason() == null ? "no such file or folder" : missing.getReason());
    }
    if (exception instanceof AccessDeniedException denied) {
      return denied.getFile() + ": permission denied";
    }
    if (exception instanceof FileAlreadyExistsException there) {
      return there.getFile() + ": already there, and not a folder";
    }
    if (exception instanceof NotDirectoryException other) {
      return other.getFile() + ": not a folder";
    }
    return message;
  }
}
