package dev.bnn.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.Shape;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Images as the design takes them. */
class PackImageTest {
  @Test
  void bytes_are_in_the_order_of_the_stream() {
    // two channels of one row with two columns: planes in, channels innermost out
    Contract.Input input = input(new Shape(2, 1, 2), Encoding.pixels(), false, 3);
    assertThat(PackImage.pack(input, new byte[] {1, 2, 3, 4}))
        .isEqualTo(new byte[] {1, 3, 2, 4, 0, 0});
  }

  @Test
  void bits_are_levels_side_by_side_the_first_in_the_lowest_bit() {
    // thermometer:3 has the levels 64, 128, 192
    Contract.Input input = input(new Shape(1, 1, 3), new Encoding.Thermometer(3), true, 8);
    byte[] image = {(byte) 191, 63, (byte) 192};
    // 191 → 1 1 0, 63 → 0 0 0, 192 → 1 1 1: bits 0…8
    assertThat(PackImage.pack(input, image)).isEqualTo(new byte[] {(byte) 0b1100_0011, 1});
  }

  @Test
  void an_image_of_another_size_is_refused() {
    Contract.Input input = input(new Shape(1, 2, 2), Encoding.pixels(), false, 1);
    assertThatThrownBy(() -> PackImage.pack(input, new byte[5]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an image of 5 bytes for a network that takes 1×2×2");
  }

  @Test
  void every_image_is_packed_as_the_slow_and_obvious_way_does_it() {
    for (long seed = 0; seed < 500; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Shape shape = new Shape(random.nextInt(1, 5), random.nextInt(1, 9), random.nextInt(1, 9));
      Encoding encoding =
          switch (random.nextInt(3)) {
            case 0 -> Encoding.pixels();
            case 1 -> Encoding.binary();
            default -> new Encoding.Thermometer(random.nextInt(1, 9));
          };
      boolean bits = encoding.isBipolar() && random.nextBoolean();
      Contract.Input input = input(shape, encoding, bits, random.nextInt(1, 70));
      byte[] image = new byte[shape.size()];
      random.nextBytes(image);
      byte[] packed = PackImage.pack(input, image);
      assertThat(packed).as("seed %d", seed).isEqualTo(slowly(input, encoding, image));
      assertThat(PackImage.unpack(input, packed))
          .as("seed %d", seed)
          .isEqualTo(bits ? encoded(shape, encoding, image) : image);
    }
  }

  /** One number a beat, made of values in the order of the stream. */
  private static byte[] slowly(Contract.Input input, Encoding encoding, byte[] image) {
    Shape shape = input.image();
    boolean bits = input.stream() == Contract.Stream.BITS;
    List<Integer> values = new ArrayList<>();
    for (int row = 0; row < shape.height(); row++) {
      for (int column = 0; column < shape.width(); column++) {
        for (int channel = 0; channel < shape.channels(); channel++) {
          int pixel = image[shape.index(channel, row, column)] & 0xFF;
          if (!bits) {
            values.add(pixel);
          }
          for (int level = 0; bits && level < encoding.levels(); level++) {
            values.add(encoding.encode(pixel, level) == 1 ? 1 : 0);
          }
        }
      }
    }
    byte[] bytes = new byte[input.bytes()];
    for (int beat = 0; beat < input.beats(); beat++) {
      BigInteger data = BigInteger.ZERO;
      for (int i = 0; i < input.valuesPerBeat(); i++) {
        int value = beat * input.valuesPerBeat() + i;
        if (value < values.size()) {
          BigInteger placed =
              BigInteger.valueOf(values.get(value)).shiftLeft(i * input.valueBits());
          data = data.or(placed);
        }
      }
      for (int i = 0; i < input.beatBytes(); i++) {
        bytes[beat * input.beatBytes() + i] = data.shiftRight(8 * i).byteValue();
      }
    }
    return bytes;
  }

  /** 0 or 255 for each level of each byte. */
  private static byte[] encoded(Shape shape, Encoding encoding, byte[] image) {
    int plane = shape.height() * shape.width();
    byte[] encoded = new byte[image.length * encoding.levels()];
    for (int i = 0; i < image.length; i++) {
      for (int level = 0; level < encoding.levels(); level++) {
        boolean plus = encoding.encode(image[i] & 0xFF, level) == 1;
        int channel = i / plane * encoding.levels() + level;
        encoded[channel * plane + i % plane] = (byte) (plus ? 255 : 0);
      }
    }
    return encoded;
  }

  private static Contract.Input input(
      Shape shape, Encoding encoding, boolean bits, int valuesPerBeat) {
    int values = shape.size() * (bits ? encoding.levels() : 1);
    int valueBits = bits ? 1 : 8;
    return new Contract.Input(
        shape,
        encoding.isBipolar()
            ? IntVector.generate(encoding.levels(), encoding::smallestByte)
            : IntVector.of(),
        bits ? Contract.Stream.BITS : Contract.Stream.BYTES,
        valueBits,
        valuesPerBeat,
        (valuesPerBeat * valueBits + 7) / 8,
        (values + valuesPerBeat - 1) / valuesPerBeat);
  }
}
