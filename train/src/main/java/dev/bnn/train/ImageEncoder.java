package dev.bnn.train;

import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.Shape;
import dev.bnn.train.layers.HeapCopies;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Bytes of images become the floats that enter the network; integers all of them. */
final class ImageEncoder {
  private final Shape image;
  private final boolean maps;
  private final float[][] values; // (levels, 256)

  ImageEncoder(Architecture architecture) {
    this(architecture.image(), architecture.encoding(), architecture.isConvolutional());
  }

  /**
   * An encoder.
   *
   * @param maps whether an image becomes (height, width, channels), as convolutions want it,
   *     otherwise (channels, height, width)
   */
  ImageEncoder(Shape image, Encoding encoding, boolean maps) {
    this.image = image;
    this.maps = maps;
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
    int channels = image.channels() * values.length;
    for (int channel = 0; channel < channels; channel++) {
      float[] codes = values[channel % values.length];
      int from = channel / values.length * area;
      int next = offset + (maps ? channel : channel * area);
      int step = maps ? channels : 1;
      for (int cell = 0; cell < area; cell++, next += step) {
        to[next] = codes[Byte.toUnsignedInt(bytes[from + cell])];
      }
    }
  }

  /** The inputs of {@code images} images as the first layer takes them. */
  INDArray features(float[] inputs, int images) {
    long[] shape =
        maps
            ? new long[] {
              images, image.height(), image.width(), (long) image.channels() * values.length
            }
            : new long[] {images, size()};
    return HeapCopies.create(inputs, shape);
  }
}
