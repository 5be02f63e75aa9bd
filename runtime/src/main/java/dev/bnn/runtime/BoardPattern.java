package dev.bnn.runtime;

/** The images that a board makes itself for PATTERN, and the signature of their results. */
final class BoardPattern {
  /** Most images of one PATTERN. */
  static final int MOST_IMAGES = 65535;

  private static final int FIRST = 0x9E3779B9;
  private static final int POLYNOMIAL = 0x04C11DB7;

  private int next = FIRST;

  /** The payload of the next image: bit i of a beat is bit i mod 32 of its xorshift32 word. */
  byte[] nextImage(Contract.Input input) {
    byte[] payload = new byte[input.bytes()];
    for (int beat = 0; beat < input.beats(); beat++) {
      for (int i = 0; i < input.beatBytes(); i++) {
        payload[beat * input.beatBytes() + i] = (byte) (next >>> (8 * (i % 4)));
      }
      next = xorshift(next);
    }
    return payload;
  }

  private static int xorshift(int x) {
    int y = x ^ x << 13;
    y ^= y >>> 17;
    return y ^ y << 5;
  }

  /** The signature with one more word; it starts with 0. */
  static int sign(int signature, int word) {
    return signature << 1 ^ word ^ (signature < 0 ? POLYNOMIAL : 0);
  }
}
