package dev.bnn.datasets;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Reads one picture (PNG, JPEG, BMP, GIF) as a network takes it. */
public final class ImageFile {
  private ImageFile() {}

  /**
   * The picture's bytes in (channels, height, width) order.
   *
   * <p>One channel is luma, {@code round(0.299 R + 0.587 G + 0.114 B)}; three are red, green, blue.
   * A picture of another size is scaled to the whole image, bilinear; transparent parts are black.
   *
   * @param channels 1 or 3
   * @throws DatasetException if the file is missing or no picture
   */
  public static byte[] read(Path file, int channels, int height, int width) throws IOException {
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException(
          "pictures have 1 or 3 channels, the network takes " + channels);
    }
    if (!Files.isRegularFile(file)) {
      throw new DatasetException(file + ": no such picture");
    }
    BufferedImage picture = ImageIO.read(file.toFile());
    if (picture == null) {
      throw new DatasetException(file + ": not a picture that can be read (PNG, JPEG, BMP, GIF)");
    }
    BufferedImage scaled = scale(picture, width, height);
    byte[] bytes = new byte[channels * height * width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int rgb = scaled.getRGB(x, y);
        int red = rgb >> 16 & 255;
        int green = rgb >> 8 & 255;
        int blue = rgb & 255;
        int at = y * width + x;
        if (channels == 1) {
          bytes[at] = (byte) Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
        } else {
          bytes[at] = (byte) red;
          bytes[height * width + at] = (byte) green;
          bytes[2 * height * width + at] = (byte) blue;
        }
      }
    }
    return bytes;
  }

  private static BufferedImage scale(BufferedImage picture, int width, int height) {
    BufferedImage scaled = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    if (picture.getWidth() == width && picture.getHeight() == height) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int argb = picture.getRGB(x, y);
          scaled.setRGB(x, y, (argb >>> 24) == 0 ? 0 : argb);
        }
      }
      return scaled;
    }
    Graphics2D graphics = scaled.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(picture, 0, 0, width, height, null);
    graphics.dispose();
    return scaled;
  }
}
