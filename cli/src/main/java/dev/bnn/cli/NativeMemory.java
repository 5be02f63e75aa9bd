package dev.bnn.cli;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Limits the memory that DL4J takes outside Java's heap. JavaCPP reads the limit once, when its
 * first class is loaded, so it must be set before.
 */
final class NativeMemory {
  private static final Pattern SIZE = Pattern.compile("[1-9][0-9]{0,6}[kmg]");

  private NativeMemory() {}

  /**
   * Sets the limit for the whole process.
   *
   * @param size such as {@code 4g}; null for no limit but the usual
   * @throws IllegalArgumentException if it is no size
   */
  static void limit(String size) {
    if (size == null) {
      return;
    }
    String lower = size.toLowerCase(Locale.ROOT);
    if (!SIZE.matcher(lower).matches()) {
      throw new IllegalArgumentException(
          "--memory: '" + size + "' is no size: write it like 4g or 500m");
    }
    System.setProperty("org.bytedeco.javacpp.maxphysicalbytes", lower);
  }

  /** Whether an error says that this limit was reached. */
  static boolean isReached(OutOfMemoryError error) {
    Throwable cause = error;
    while (cause != null) {
      if (String.valueOf(cause.getMessage()).contains("hysicalBytes")
          || String.valueOf(cause.getMessage()).contains("axBytes")) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }
}
