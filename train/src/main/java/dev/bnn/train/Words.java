package dev.bnn.train;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Enum constants as the words of the command line and of files: {@code lower-case}. */
final class Words {
  private Words() {}

  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The constant of a word; {@code what} names the choice in the message. */
  static <E extends Enum<E>> E parse(Class<E> type, String what, String word) {
    for (E constant : type.getEnumConstants()) {
      if (of(constant).equals(word.toLowerCase(Locale.ROOT))) {
        return constant;
      }
    }
    String all =
        Arrays.stream(type.getEnumConstants()).map(Words::of).collect(Collectors.joining(" or "));
    throw new IllegalArgumentException("unknown " + what + " '" + word + "': use " + all);
  }

  /** The number that a text says. */
  static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is no number", e);
    }
  }
}
