package dev.bnn.datasets;

import java.awt.image.BufferedImage;
import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Makes picture files for tests. */
final class Pictures {
  private Pictures() {}

  /** A grey PNG, 8 bits, samples as given: [row][column]. */
  static byte[] greyPng(int[][] samples) throws IOException {
    return encode(grey(samples, BufferedImage.TYPE_BYTE_GRAY), "png");
  }

  static BufferedImage grey(int[][] samples, int type) {
    BufferedImage image = new BufferedImage(samples[0].length, samples.length, type);
    for (int y = 0; y < samples.length; y++) {
      for (int x = 0; x < samples[0].length; x++) {
        image.getRaster().setSample(x, y, 0, samples[y][x]);
      }
    }
    return image;
  }

  /** A picture from colours 0xAARRGGBB: [row][column]. */
  static BufferedImage coloured(int[][] colours, int type) {
    BufferedImage image = new BufferedImage(colours[0].length, colours.length, type);
    for (int y = 0; y < colours.length; y++) {
      for (int x = 0; x < colours[0].length; x++) {
        image.setRGB(x, y, colours[y][x]);
      }
    }
    return image;
  }

  static byte[] encode(RenderedImage image, String format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (!ImageIO.write(image, format, bytes)) {
      throw new IOException("no writer for " + format);
    }
    return bytes.toByteArray();
  }

  /** A JPEG with four bands, 16×16. */
  static byte[] cmykJpeg() throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(
          null,
          new IIOImage(
              java.awt.image.Raster.createInterleavedRaster(0, 16, 16, 4, null), null, null),
          null);
    }
    return bytes.toByteArray();
  }

  /** {@code height × width} of one grey level. */
  static byte[] plainPng(int height, int width, int level) throws IOException {
    int[][] samples = new int[height][width];
    for (int[] row : samples) {
      java.util.Arrays.fill(row, level);
    }
    return greyPng(samples);
  }

  static void write(Path file, byte[] bytes) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  /** For use in streams. */
  static void writePng(Path file, RenderedImage image) {
    try {
      write(file, encode(image, "png"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
