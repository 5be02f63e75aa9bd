package dev.bnn.quantize.exec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Bits of bytes compared with a threshold, eight bytes at a time. */
final class ByteBits {
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long TOPS = 0x8080808080808080L;

  /** Brings the top bits of eight bytes together in the top byte, the lowest byte's lowest. */
  private static final long GATHER = 0x0002040810204081L;

  private ByteBits() {}

  /**
   * Bit i says whether byte {@code from + i}, unsigned, is at least the threshold.
   *
   * @param count 1…32; the bits above it are 0
   * @param threshold 1…255
   */
  static int atLeast(byte[] bytes, int from, int count, int threshold) {
    int bits = 0;
    int i = 0;
    for (; i + 8 <= count; i += 8) {
      long x = (long) EIGHT.get(bytes, from + i);
      // no carry leaves a byte: the sum of two values below 128, or below 128 and at most 128
      long low = x & ~TOPS;
      long reached =
          threshold >= 128
              ? low + ONES * (256 - threshold) & x
              : low + ONES * (128 - threshold) | x;
      bits |= (int) (((reached & TOPS) * GATHER) >>> 56) << i;
    }
    for (; i < count; i++) {
      if (Byte.toUnsignedInt(bytes[from + i]) >= threshold) {
        bits |= 1 << i;
      }
    }
    return bits;
  }
}
