package dev.bnn.quantize.exec;

import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.InputEncoding;
import dev.bnn.quantize.Shape;

/** A ±1 encoding: bytes of images become words of bits. */
final class EncodeBits implements ImageEncoder {
  private final Shape image;
  private final int[] smallestBytes; // (levels)
  private final boolean flat; // one position that holds everything, for a dense layer
  private final boolean imagesAreLanes;

  EncodeBits(InputEncoding layer, boolean flat, boolean imagesAreLanes) {
    Encoding encoding = layer.encoding();
    this.image = layer.image();
    this.smallestBytes = new int[encoding.levels()];
    for (int level = 0; level < smallestBytes.length; level++) {
      smallestBytes[level] = encoding.smallestByte(level);
    }
    this.flat = flat;
    this.imagesAreLanes = imagesAreLanes;
  }

  @Override
  public int outputs() {
    if (flat) {
      return WeightWords.wordsFor(image.size() * smallestBytes.length);
    }
    int words = WeightWords.wordsFor(image.channels() * smallestBytes.length);
    return imagesAreLanes ? area() * words : words;
  }

  @Override
  public int outputLanes(int images) {
    return imagesAreLanes ? images : flat ? 1 : area();
  }

  @Override
  public void encode(byte[] bytes, int from, int images, int[][] out) {
    for (int i = 0; i < images; i++) {
      int first = from + i * image.size();
      if (!flat) {
        encodeMap(bytes, first, i, out);
      } else if (smallestBytes.length == 1) {
        for (int word = 0; word < out.length; word++) {
          int count = Math.min(32, image.size() - word * 32);
          out[word][i] = ByteBits.atLeast(bytes, first + word * 32, count, smallestBytes[0]);
        }
      } else {
        encodeLevels(bytes, first, i, out);
      }
    }
  }

  /** All levels of all channels, one after the other, as a dense layer counts its inputs. */
  private void encodeLevels(byte[] bytes, int first, int lane, int[][] out) {
    int bit = 0;
    int word = 0;
    for (int channel = 0; channel < image.channels(); channel++) {
      for (int smallest : smallestBytes) {
        for (int cell = 0; cell < area(); cell++) {
          int pixel = Byte.toUnsignedInt(bytes[first + channel * area() + cell]);
          word |= (pixel >= smallest ? 1 : 0) << bit;
          if ((++bit & 31) == 0) {
            out[(bit >> 5) - 1][lane] = word;
            word = 0;
          }
        }
      }
    }
    if ((bit & 31) != 0) {
      out[bit >> 5][lane] = word;
    }
  }

  /** The levels of all channels of each position. */
  private void encodeMap(byte[] bytes, int first, int lane, int[][] out) {
    int words = WeightWords.wordsFor(image.channels() * smallestBytes.length);
    for (int position = 0; position < area(); position++) {
      int bit = 0;
      int word = 0;
      for (int channel = 0; channel < image.channels(); channel++) {
        int pixel = Byte.toUnsignedInt(bytes[first + channel * area() + position]);
        for (int smallest : smallestBytes) {
          word |= (pixel >= smallest ? 1 : 0) << bit;
          if ((++bit & 31) == 0) {
            store(out, position, (bit >> 5) - 1, words, lane, word);
            word = 0;
          }
        }
      }
      if ((bit & 31) != 0) {
        store(out, position, bit >> 5, words, lane, word);
      }
    }
  }

  private void store(int[][] out, int position, int index, int words, int lane, int word) {
    if (imagesAreLanes) {
      out[position * words + index][lane] = word;
    } else {
      out[index][position] = word;
    }
  }

  private int area() {
    return image.height() * image.width();
  }
}
