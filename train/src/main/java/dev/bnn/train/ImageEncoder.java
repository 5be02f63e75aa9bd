package dev.bnn.train;

import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.Shape;

/** Bytes of images become the floats that enter the network; integers all of them. */
final class ImageEncoder {
  private final Shape image;
  private final float[][] values; // (levels, 256)

  ImageEncoder(Shape image, Encoding encoding) {
    this.image = image;
    this.values = new float[encoding.levels()][256];
    for (int level = 0; level < values.length; level++) {
      for (int pixel = 0; pixel < 256; pixel++) {
        values[level][pixel] = encoding.encode(pixel, level);
      }
    }
  }

  /** Number of floats an image becomes. */
  int size() {
    return image.size() * values.length;
  }

  /**
   * Encodes one image; level i of image channel c becomes channel c·levels + i.
   *
   * @param bytes (channels, height, width)
   * @param to receives {@link #size} floats from {@code offset}
   */
  void encode(byte[] bytes, float[] to, int offset) {
    int area = image.height() * image.width();
    int next = offset;
    for (int channel = 0; channel < image.channels(); channel++) {
      for (float[] codes : values) {
        for (int cell = channel * area; cell < (channel + 1) * area; cell++) {
          to[next++] = codes[Byte.toUnsignedInt(bytes[cell])];
        }
      }
    }
  }
}
