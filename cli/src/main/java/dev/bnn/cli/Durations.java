package dev.bnn.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times on the command line: {@code 90s}, {@code 30m}, {@code 1.5h}. */
final class Durations {
  private static final Pattern TIME = Pattern.compile("([0-9]{1,6}(?:\\.[0-9]{1,3})?)([smh])");

  private Durations() {}

  /**
   * Reads a time.
   *
   * @throws IllegalArgumentException naming the option
   */
  static Duration parse(String option, String word) {
    Matcher time = TIME.matcher(word);
    if (!time.matches()) {
      throw new IllegalArgumentException(
          option + ": '" + word + "' is no time: write it like 90s, 30m or 1.5h");
    }
    double factor =
        switch (time.group(2)) {
          case "s" -> 1;
          case "m" -> 60;
          default -> 3600;
        };
    return Duration.ofMillis(Math.round(Double.parseDouble(time.group(1)) * factor * 1000));
  }
}
