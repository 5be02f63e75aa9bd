package dev.bnn.quantize;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** What went wrong with a file, in words; many exceptions of the JDK have only the path. */
public final class FileErrors {
  private FileErrors() {}

  /** File and reason in one line; only the message where the exception names no file. */
  public static String describe(IOException exception) {
    return exception instanceof FileSystemException e && e.getFile() != null
        ? e.getFile() + ": " + reason(e)
        : reason(exception);
  }

  /** A write that failed, told with the name the user gave and not with that of a helper file. */
  public static IOException cannotWrite(Path place, IOException cause) {
    return new IOException(place + " cannot be written: " + reason(cause), cause);
  }

  private static String reason(IOException exception) {
    if (exception instanceof FileSystemException e && e.getReason() != null) {
      return e.getReason();
    }
    if (exception instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (exception instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (exception instanceof FileAlreadyExistsException) {
      return "a file lies where a folder is needed";
    }
    if (exception instanceof NotDirectoryException) {
      return "not a folder";
    }
    return String.valueOf(exception.getMessage());
  }
}
