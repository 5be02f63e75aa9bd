package dev.bnn.quantize;

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
}
