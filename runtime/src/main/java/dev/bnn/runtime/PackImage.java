package dev.bnn.runtime;

import static dev.bnn.runtime.Checks.check;

import dev.bnn.quantize.Shape;

/** An image becomes the payload of an IMAGE message: the beats of the design's input. */
public final class PackImage {
  private PackImage() {}

  /**
   * The beats of an image: rows, then columns, channels innermost, levels of a channel side by
   * side; the first value of a beat in its lowest bits, spare bits zero, bytes little-endian.
   *
   * @param image one unsigned byte a value, in (channels, height, width) order
   * @return {@code beats · beatBytes} bytes
   * @throws IllegalArgumentException if the image has another size
   */
  public static byte[] pack(Contract.Input input, byte[] image) {
    Shape shape = input.image();
    check(
        image.length == shape.size(),
        "an image of %d bytes for a network that takes %s",
        image.length,
        shape);
    byte[] payload = new byte[input.bytes()];
    int value = 0;
    for (int row = 0; row < shape.height(); row++) {
      for (int column = 0; column < shape.width(); column++) {
        for (int channel = 0; channel < shape.channels(); channel++) {
          int pixel = Byte.toUnsignedInt(image[shape.index(channel, row, column)]);
          for (int level = 0; level < input.levels(); level++) {
            put(input, payload, value++, encode(input, pixel, level));
          }
        }
      }
    }
    return payload;
  }

  /** What is sent of a byte: itself, or whether it reaches a level. */
  private static int encode(Contract.Input input, int pixel, int level) {
    if (input.stream() == Contract.Stream.BYTES) {
      return pixel;
    }
    return pixel >= input.thresholds().get(level) ? 1 : 0;
  }

  private static void put(Contract.Input input, byte[] payload, int value, int bits) {
    int bit = bit(input, value);
    payload[place(input, value)] |= (byte) (bits << (bit & 7));
  }

  /**
   * What a design makes of a payload, the other way round: values in the order of the network.
   *
   * @return (channels · levels, height, width): bytes, or 0 and 255 for the bits of a stream of
   *     bits; spare bits of the payload mean nothing
   */
  static byte[] unpack(Contract.Input input, byte[] payload) {
    Shape shape = input.image();
    int levels = input.levels();
    Shape encoded = new Shape(shape.channels() * levels, shape.height(), shape.width());
    byte[] values = new byte[encoded.size()];
    int value = 0;
    for (int row = 0; row < shape.height(); row++) {
      for (int column = 0; column < shape.width(); column++) {
        for (int channel = 0; channel < encoded.channels(); channel++) {
          byte packed = payload[place(input, value)];
          int bit = packed >> (bit(input, value) & 7) & 1;
          values[encoded.index(channel, row, column)] =
              input.stream() == Contract.Stream.BYTES ? packed : (byte) -bit;
          value++;
        }
      }
    }
    return values;
  }

  /** Bit of its beat at which a value starts. */
  private static int bit(Contract.Input input, int value) {
    return value % input.valuesPerBeat() * input.valueBits();
  }

  /** Byte of the payload that a value is in. */
  private static int place(Contract.Input input, int value) {
    return value / input.valuesPerBeat() * input.beatBytes() + bit(input, value) / 8;
  }
}
