package dev.bnn.quantize;

import java.util.Locale;

/** What stands outside a binary map: there is no 0 to pad with (docs/CONVENTIONS.md, 6). */
public enum Padding {
  /** Nothing: the map shrinks by kernel − 1. */
  NONE,
  /** −1; on pixels 0. */
  MINUS_ONE,
  /** +1; on pixels 255. */
  PLUS_ONE;

  /** The padded value of a binary map; meaningless for {@link #NONE}. */
  public int value() {
    return this == PLUS_ONE ? 1 : -1;
  }

  /**
   * Reads {@code none}, {@code minus-one} or {@code plus-one}.
   *
   * @throws IllegalArgumentException for any other word
   */
  public static Padding parse(String word) {
    for (Padding padding : values()) {
      if (padding.word().equals(word.toLowerCase(Locale.ROOT))) {
        return padding;
      }
    }
    throw new IllegalArgumentException(
        "unknown padding '" + word + "': use none, minus-one or plus-one");
  }

  /** The word on the command line and in files. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public String toString() {
    return word();
  }
}
