package dev.bnn.quantize;

import static dev.bnn.quantize.Checks.check;

import java.util.Arrays;

/**
 * Immutable matrix of bits with value equality; bit 1 is +1, bit 0 is −1 (see {@link Bipolar}).
 *
 * <p>Each row is packed into 64-bit words, column 0 in the lowest bit of word 0; the bits after the
 * last column are zero.
 */
public final class BitMatrix {
  private final int rows;
  private final int columns;
  private final int wordsPerRow;
  private final long[] words; // (rows, wordsPerRow)

  /** Says which bits are set. */
  @FunctionalInterface
  public interface Bits {
    boolean at(int row, int column);
  }

  private BitMatrix(int rows, int columns, long[] words) {
    this.rows = rows;
    this.columns = columns;
    this.wordsPerRow = wordsFor(columns);
    this.words = words;
  }

  /** A matrix filled by a function. */
  public static BitMatrix of(int rows, int columns, Bits bits) {
    check(rows >= 1 && columns >= 1, "bit matrix %d×%d: sides must be at least 1", rows, columns);
    int wordsPerRow = wordsFor(columns);
    long[] words = new long[Math.multiplyExact(rows, wordsPerRow)];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        if (bits.at(row, column)) {
          words[row * wordsPerRow + (column >> 6)] |= 1L << column;
        }
      }
    }
    return new BitMatrix(rows, columns, words);
  }

  /** Number of 64-bit words that hold {@code columns} bits. */
  public static int wordsFor(int columns) {
    return (columns + 63) >>> 6;
  }

  public int rows() {
    return rows;
  }

  public int columns() {
    return columns;
  }

  public int wordsPerRow() {
    return wordsPerRow;
  }

  /** Whether the bit is set, i.e. the value is +1. */
  public boolean get(int row, int column) {
    return (words[row * wordsPerRow + (column >> 6)] >>> column & 1) != 0;
  }

  /** The value as +1 or −1. */
  public int sign(int row, int column) {
    return Bipolar.ofBit(get(row, column));
  }

  /** Word {@code index} of a row: columns 64·index … 64·index + 63, the lowest in bit 0. */
  public long word(int row, int index) {
    return words[row * wordsPerRow + index];
  }

  /** Number of set bits in a row. */
  public int countOnes(int row) {
    int ones = 0;
    for (int i = 0; i < wordsPerRow; i++) {
      ones += Long.bitCount(word(row, i));
    }
    return ones;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BitMatrix that
        && rows == that.rows
        && columns == that.columns
        && Arrays.equals(words, that.words);
  }

  @Override
  public int hashCode() {
    return (rows * 31 + columns) * 31 + Arrays.hashCode(words);
  }

  @Override
  public String toString() {
    return "BitMatrix " + rows + "×" + columns;
  }
}
