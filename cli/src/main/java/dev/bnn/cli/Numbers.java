package dev.bnn.cli;

import java.util.Arrays;
import java.util.Locale;

/** Numbers for people; the same in every country. */
final class Numbers {
  private Numbers() {}

  /** As {@link String#format(Locale, String, Object...)}. */
  static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  /** {@code 12,345}. */
  static String count(long value) {
    return format("%,d", value);
  }

  /** A share 0…1 as {@code 97.21 %}. */
  static String percent(double share) {
    return format("%.2f %%", 100 * share);
  }

  /** Bytes as {@code 1.58 kB}, 1024 each. */
  static String kilobytes(double bytes) {
    return format("%.2f kB", bytes / 1024);
  }

  static double mean(double... values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  /** Sample standard deviation (n − 1); 0 for a single value. */
  static double deviation(double... values) {
    double mean = mean(values);
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1));
  }
}
