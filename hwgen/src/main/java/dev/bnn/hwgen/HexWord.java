package dev.bnn.hwgen;

import java.util.function.IntUnaryOperator;

/**
 * A word of any width, filled field by field from the lowest bit and written as one hexadecimal
 * number, as {@code $readmemh} and {@code $fscanf} read it.
 */
final class HexWord {
  private static final char[] DIGITS = "0123456789abcdef".toCharArray();

  private final long[] words;
  private final int width;

  /** A word of zeros. */
  HexWord(int width) {
    this.width = width;
    this.words = new long[(width + 63) / 64];
  }

  /**
   * Writes the low bits of a value (two's complement) at a bit position.
   *
   * @param bits 1…32
   */
  void put(int position, int bits, int value) {
    for (int i = 0; i < bits; i++) {
      if ((value >>> i & 1) != 0) {
        words[(position + i) >> 6] |= 1L << (position + i);
      }
    }
  }

  /** {@code count} fields of equal width, field 0 in the lowest bits. */
  static HexWord ofFields(int count, int bits, IntUnaryOperator value) {
    HexWord word = new HexWord(count * bits);
    for (int i = 0; i < count; i++) {
      word.put(i * bits, bits, value.applyAsInt(i));
    }
    return word;
  }

  /** Bits 32·i to 32·i + 31, those beyond the word 0. */
  int piece(int i) {
    return (int) (words[i >> 1] >>> (32 * (i & 1)));
  }

  @Override
  public String toString() {
    char[] digits = new char[(width + 3) / 4];
    for (int i = 0; i < digits.length; i++) {
      int low = 4 * i;
      digits[digits.length - 1 - i] = DIGITS[(int) (words[low >> 6] >>> low & 15)];
    }
    return new String(digits);
  }
}
