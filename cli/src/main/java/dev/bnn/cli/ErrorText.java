package dev.bnn.cli;

import dev.bnn.quantize.FileErrors;
import dev.bnn.train.DivergedException;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What the user reads of a failure.
 *
 * @param message what, where, what to do
 * @param exitCode 2 for wrong arguments, 1 for everything else
 */
record ErrorText(String message, int exitCode) {
  static ErrorText of(Throwable failure) {
    if (failure instanceof UncheckedIOException e) {
      return of(e.getCause());
    }
    if (failure instanceof IOException e) {
      return new ErrorText(FileErrors.describe(e), 1);
    }
    if (failure instanceof CommandFailedException || failure instanceof DivergedException) {
      return new ErrorText(failure.getMessage(), 1);
    }
    if (failure instanceof IllegalArgumentException && failure.getMessage() != null) {
      return new ErrorText(failure.getMessage(), 2);
    }
    if (failure instanceof OutOfMemoryError e && NativeMemory.isReached(e)) {
      return new ErrorText(
          "out of memory: training needs more than its limit; raise --memory, or take a smaller"
              + " --batch-size",
          1);
    }
    if (failure instanceof OutOfMemoryError) {
      return new ErrorText("out of memory: give Java more, BNN_JAVA_OPTIONS=-Xmx8g bnn …", 1);
    }
    if (failure instanceof LinkageError) {
      return new ErrorText(
          "a native library of DL4J or ONNX Runtime cannot be loaded here: " + root(failure), 1);
    }
    return new ErrorText(
        "internal error: " + failure + " (please report it with the output of --debug)", 1);
  }

  private static Throwable root(Throwable failure) {
    return failure.getCause() == null ? failure : root(failure.getCause());
  }
}
