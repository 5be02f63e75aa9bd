package dev.bnn.quantize.exec;

import dev.bnn.quantize.InputEncoding;
import dev.bnn.quantize.Shape;

/** An integer encoding: every byte of an image becomes an integer. */
final class EncodeIntegers implements ImageEncoder {
  /** Bytes of an image that are moved together, so that a cache line is read once. */
  private static final int TILE = 64;

  private final Shape image;
  private final int[] codes; // (256)
  private final boolean flat; // every byte is a channel of its own, for a dense layer
  private final boolean imagesAreLanes;

  EncodeIntegers(InputEncoding layer, boolean flat, boolean imagesAreLanes) {
    this.image = layer.image();
    this.codes = new int[256];
    for (int pixel = 0; pixel < codes.length; pixel++) {
      codes[pixel] = layer.encoding().encode(pixel, 0);
    }
    this.flat = flat;
    this.imagesAreLanes = imagesAreLanes;
  }

  @Override
  public int outputs() {
    return imagesAreLanes || flat ? image.size() : image.channels();
  }

  @Override
  public int outputLanes(int images) {
    return imagesAreLanes ? images : flat ? 1 : area();
  }

  @Override
  public void encode(byte[] bytes, int from, int images, int[][] out) {
    if (imagesAreLanes || flat) {
      for (int tile = 0; tile < image.size(); tile += TILE) {
        encodeTile(bytes, from, images, tile, Math.min(image.size(), tile + TILE), out);
      }
    } else {
      for (int i = 0; i < image.size(); i++) {
        out[i / area()][i % area()] = codes[Byte.toUnsignedInt(bytes[from + i])];
      }
    }
  }

  private void encodeTile(byte[] bytes, int from, int images, int first, int last, int[][] out) {
    for (int i = first; i < last; i++) {
      int[] lanes = out[flat ? i : i % area() * image.channels() + i / area()];
      for (int lane = 0; lane < images; lane++) {
        lanes[lane] = codes[Byte.toUnsignedInt(bytes[from + lane * image.size() + i])];
      }
    }
  }

  private int area() {
    return image.height() * image.width();
  }
}
