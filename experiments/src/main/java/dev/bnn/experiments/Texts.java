package dev.bnn.experiments;

import java.util.Locale;

/** Numbers and text of a page; the same in every country. */
final class Texts {
  private Texts() {}

  /** As {@link String#format(Locale, String, Object...)}. */
  static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  /** A share 0…1 as {@code 97.21 %}; a dash for none. */
  static String percent(double share) {
    return Double.isNaN(share) ? "–" : format("%.2f %%", 100 * share);
  }

  /** {@code 12,345}. */
  static String count(long value) {
    return format("%,d", value);
  }

  /** Seconds as {@code 8.2 s}, {@code 12 min} or {@code 2 h 5 min}. */
  static String time(double seconds) {
    long minutes = Math.round(seconds / 60);
    return seconds < 100
        ? format("%.1f s", seconds)
        : minutes < 60 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
  }

  /** Text as it may stand in HTML, in attributes too. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
