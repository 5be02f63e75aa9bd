package dev.bnn.hwgen;

import java.util.function.IntUnaryOperator;

/**
 * A word of any width, filled field by field from the lowest bit and written in hexadecimal: as one
 * number, as {@code $readmemh} reads it, or byte by byte.
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
    long field = value & (-1L >>> (64 - bits));
    int word = position >> 6;
    int low = position & 63;
    words[word] |= field << low;
    if (low + bits > 64) {
      words[word + 1] |= field >>> (64 - low);
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

  /** One number: the highest bits first. */
  @Override
  public String toString() {
    char[] digits = new char[(width + 3) / 4];
    for (int i = 0; i < digits.length; i++) {
      digits[digits.length - 1 - i] = digit(4 * i);
    }
    return new String(digits);
  }

  /**
   * The bytes as they lie in the memory of a little-endian machine, two digits each: the lowest
   * bits first, the last byte filled up with zeros.
   */
  String toBytes() {
    char[] digits = new char[(width + 7) / 8 * 2];
    for (int i = 0; i < digits.length; i += 2) {
      digits[i] = digit(4 * i + 4);
      digits[i + 1] = digit(4 * i);
    }
    return new String(digits);
  }

  private char digit(int low) {
    return DIGITS[(int) (words[low >> 6] >>> low & 15)];
  }
}
