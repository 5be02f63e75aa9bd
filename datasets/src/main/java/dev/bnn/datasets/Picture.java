package dev.bnn.datasets;

/**
 * A decoded picture.
 *
 * @param channels 1 if every pixel is grey, else 3: red, green, blue
 * @param height rows
 * @param width columns
 * @param pixels (channels, height, width)
 * @param transparent whether transparent parts were laid over black
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never leaves this package
record Picture(int channels, int height, int width, byte[] pixels, boolean transparent) {

  /** Bytes (toChannels, size.height, size.width): luma or equal channels first, then scaled. */
  byte[] as(int toChannels, ImageSize size) {
    byte[] converted =
        toChannels == channels ? pixels : toChannels == 1 ? luma() : repeatGrey(pixels);
    return ScaleImage.apply(converted, toChannels, height, width, size.height(), size.width());
  }

  /** The grey image as three equal channels. */
  static byte[] repeatGrey(byte[] grey) {
    byte[] colour = new byte[3 * grey.length];
    for (int channel = 0; channel < 3; channel++) {
      System.arraycopy(grey, 0, colour, channel * grey.length, grey.length);
    }
    return colour;
  }

  /** {@code round(0.299 R + 0.587 G + 0.114 B)} (ITU-R BT.601). */
  private byte[] luma() {
    int area = height * width;
    byte[] grey = new byte[area];
    for (int i = 0; i < area; i++) {
      int red = Byte.toUnsignedInt(pixels[i]);
      int green = Byte.toUnsignedInt(pixels[area + i]);
      int blue = Byte.toUnsignedInt(pixels[2 * area + i]);
      grey[i] = (byte) ((299 * red + 587 * green + 114 * blue + 500) / 1000);
    }
    return grey;
  }
}
