package dev.bnn.runtime;

/** Images to what travels; a pure function. */
final class PackImage {
  private PackImage() {}

  /**
   * The payload of an image.
   *
   * @param image one unsigned byte a value, (channels, height, width)
   * @throws IllegalArgumentException if the image has another size
   */
  static byte[] pack(Contract.Input input, byte[] image) {
    int channels = input.image().channels();
    int pixels = input.image().size() / channels;
    if (image.length != input.image().size()) {
      throw new IllegalArgumentException(
          "an image of " + image.length + " bytes for a network that takes " + input.image());
    }
    byte[] payload = new byte[input.payloadBytes()];
    int value = 0;
    for (int pixel = 0; pixel < pixels; pixel++) {
      for (int channel = 0; channel < channels; channel++) {
        int sample = Byte.toUnsignedInt(image[channel * pixels + pixel]);
        if (!input.bits()) {
          put(payload, input, value++, 8, sample);
          continue;
        }
        for (int threshold : input.thresholds()) {
          put(payload, input, value++, 1, sample >= threshold ? 1 : 0);
        }
      }
    }
    return payload;
  }

  private static void put(byte[] payload, Contract.Input input, int index, int width, int value) {
    int bit = index % input.valuesPerBeat() * width;
    int at = index / input.valuesPerBeat() * input.beatBytes() + bit / 8;
    payload[at] |= (byte) (value << bit % 8);
  }
}
