package dev.bnn.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The feature version of an installed Java. */
final class JavaVersion {
  private static final Pattern VERSION = Pattern.compile("version \"(\\d+)");

  private JavaVersion() {}

  /**
   * @param java the program
   * @throws IllegalArgumentException if it is no Java
   */
  static int of(String java) {
    try {
      Process process = new ProcessBuilder(java, "-version").redirectErrorStream(true).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Matcher matcher = VERSION.matcher(text);
      if (!matcher.find()) {
        throw new IllegalArgumentException(java + " does not tell its version");
      }
      return Integer.parseInt(matcher.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
