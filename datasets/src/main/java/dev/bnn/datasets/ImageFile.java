package dev.bnn.datasets;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.ZipException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Reads one picture (PNG, JPEG, BMP, first frame of a GIF) as a network takes it.
 *
 * <p>The stored numbers count: colour profiles and EXIF orientation are not applied. Samples of 16
 * bits are rounded to 8. Transparent parts are laid over black.
 */
public final class ImageFile {
  /** How a picture of another size is treated, for people. */
  public static final String SCALING =
      "the whole picture is scaled, aspect not kept, by a linear filter that averages when it reduces";

  private static final Set<String> FORMATS = Set.of("png", "jpeg", "bmp", "gif");
  private static final long MOST_PIXELS = 100_000_000;

  private static final String NOT_THERE = "no such file, or not allowed to read it";

  private ImageFile() {}

  /**
   * The picture's bytes in (channels, height, width) order.
   *
   * <p>One channel is luma, {@code round(0.299 R + 0.587 G + 0.114 B)}; three are red, green, blue.
   * A picture of another size is scaled to the whole image, see {@link #SCALING}.
   *
   * @param channels 1 or 3
   * @throws DatasetException if the file is missing or no picture
   */
  public static byte[] read(Path file, int channels, int height, int width) throws IOException {
    checkChannels(channels);
    return told(file, ImageFile::decode).as(channels, new ImageSize(height, width));
  }

  /**
   * The size that a picture announces; nothing is decoded.
   *
   * @throws DatasetException if the file is missing or no picture
   */
  public static ImageSize size(Path file) throws IOException {
    return told(file, ImageFile::readSize);
  }

  @FunctionalInterface
  private interface Reading<T> {
    T of(Path file) throws UnreadableImageException;
  }

  /** Reads a file; what is wrong with it is told with its name. */
  private static <T> T told(Path file, Reading<T> reading) throws DatasetException {
    if (!Files.isRegularFile(file)) {
      throw new DatasetException(file + ": no such picture");
    }
    try {
      return reading.of(file);
    } catch (UnreadableImageException e) {
      throw new DatasetException(file + ": " + e.getMessage(), e);
    }
  }

  /** Throws {@link IllegalArgumentException} unless pictures can have so many channels. */
  static void checkChannels(int channels) {
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException(
          "pictures have 1 or 3 channels, the network takes " + channels);
    }
  }

  /**
   * The size that a picture announces; nothing is decoded.
   *
   * @throws UnreadableImageException if it is no picture, or one that is too large
   */
  static ImageSize readSize(Path file) throws UnreadableImageException {
    return open(file, ImageFile::sizeOf);
  }

  /**
   * The picture.
   *
   * @throws UnreadableImageException if it is no whole picture, or one that is too large
   */
  static Picture decode(Path file) throws UnreadableImageException {
    return open(file, ImageFile::decode);
  }

  @FunctionalInterface
  private interface Action<T> {
    T apply(ImageReader reader) throws IOException;
  }

  private static <T> T open(Path file, Action<T> action) throws UnreadableImageException {
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      if (in == null) {
        throw new UnreadableImageException(NOT_THERE);
      }
      if (in.length() == 0) {
        throw new UnreadableImageException("empty file");
      }
      ImageReader reader = reader(in);
      try {
        reader.setInput(in, true, true);
        return action.apply(reader);
      } finally {
        reader.dispose();
      }
    } catch (UnreadableImageException e) {
      throw e;
    } catch (IOException | RuntimeException e) { // damaged files make the JDK's readers throw both
      throw new UnreadableImageException(reason(e), e);
    }
  }

  private static ImageReader reader(ImageInputStream in) throws IOException {
    for (Iterator<ImageReader> readers = ImageIO.getImageReaders(in); readers.hasNext(); ) {
      ImageReader reader = readers.next();
      if (FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
        return reader;
      }
    }
    throw new UnreadableImageException("not a picture that can be read (PNG, JPEG, BMP, GIF)");
  }

  private static String reason(Exception failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof EOFException) {
        return "cut short";
      }
      if (e instanceof NoSuchFileException || e instanceof java.io.FileNotFoundException) {
        return NOT_THERE;
      }
      if (e instanceof ZipException) {
        return "damaged (" + e.getMessage() + ")";
      }
      if ("Unsupported Image Type".equals(e.getMessage())) {
        return "colours are not grey or RGB (CMYK?): convert it to RGB";
      }
    }
    return "damaged (" + failure.getMessage() + ")";
  }

  private static ImageSize sizeOf(ImageReader reader) throws IOException {
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    if ((long) width * height > MOST_PIXELS) {
      throw new UnreadableImageException(
          String.format(
              Locale.ROOT,
              "announces %d×%d pixels, more than the %d million that are read",
              height,
              width,
              MOST_PIXELS / 1_000_000));
    }
    return new ImageSize(height, width);
  }

  private static Picture decode(ImageReader reader) throws IOException {
    sizeOf(reader);
    List<String> warnings = new ArrayList<>();
    reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
    BufferedImage image = reader.read(0);
    for (String warning : warnings) {
      // of a JPEG that is cut short the reader invents the rest
      if (warning.startsWith("Corrupt JPEG") || warning.startsWith("Truncated File")) {
        throw new UnreadableImageException("damaged (" + warning + ")");
      }
    }
    ColorModel colours = image.getColorModel();
    boolean palette = colours instanceof IndexColorModel;
    if (!palette && !hasBandsOfGreyOrRgb(colours, image.getRaster(), reader.getFormatName())) {
      throw new UnreadableImageException("colours are not grey or RGB (CMYK?): convert it to RGB");
    }
    return dropEqualChannels(palette ? fromPalette(image) : fromBands(image));
  }

  private static boolean hasBandsOfGreyOrRgb(ColorModel colours, Raster raster, String format) {
    int numbers = colours.getNumColorComponents();
    boolean isCmyk = raster.getNumBands() == 4 && format.equalsIgnoreCase("jpeg");
    return (numbers == 1 || numbers == 3) && !isCmyk;
  }

  private static Picture fromPalette(BufferedImage image) {
    int height = image.getHeight();
    int width = image.getWidth();
    boolean transparent = false;
    byte[] pixels = new byte[3 * height * width];
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int x = 0; x < width; x++) {
        int alpha = row[x] >>> 24;
        transparent |= alpha < 255;
        for (int channel = 0; channel < 3; channel++) {
          int value = row[x] >> (16 - 8 * channel) & 255;
          pixels[(channel * height + y) * width + x] = (byte) overBlack(value, alpha, 255);
        }
      }
    }
    return new Picture(3, height, width, pixels, transparent);
  }

  /**
   * The samples as they are stored: {@link BufferedImage#getRGB} would brighten grey ones, because
   * Java takes them for linear light.
   */
  private static Picture fromBands(BufferedImage image) {
    int height = image.getHeight();
    int width = image.getWidth();
    ColorModel model = image.getColorModel();
    Raster raster = image.getRaster();
    int channels = model.getNumColorComponents();
    int bands = raster.getNumBands();
    int alphaBand = model.hasAlpha() && bands > channels ? channels : -1;
    boolean transparent = false;
    byte[] pixels = new byte[channels * height * width];
    int[] row = new int[bands * width];
    for (int y = 0; y < height; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int x = 0; x < width; x++) {
        int full = alphaBand < 0 ? 1 : (1 << model.getComponentSize(alphaBand)) - 1;
        int alpha = alphaBand < 0 ? 1 : row[x * bands + alphaBand];
        transparent |= alpha < full;
        for (int channel = 0; channel < channels; channel++) {
          int value = toByte(row[x * bands + channel], model.getComponentSize(channel));
          pixels[(channel * height + y) * width + x] = (byte) overBlack(value, alpha, full);
        }
      }
    }
    return new Picture(channels, height, width, pixels, transparent);
  }

  /** A sample of 1…16 bits as 0…255, to the nearest. */
  private static int toByte(int sample, int bits) {
    int full = (1 << bits) - 1;
    return bits == 8 ? sample : (sample * 255 + full / 2) / full;
  }

  private static int overBlack(int value, int alpha, int full) {
    return alpha == full ? value : (int) Math.round((double) value * alpha / full);
  }

  /** One channel if all three are equal everywhere. */
  private static Picture dropEqualChannels(Picture picture) {
    if (picture.channels() == 1) {
      return picture;
    }
    byte[] pixels = picture.pixels();
    int area = picture.height() * picture.width();
    for (int i = 0; i < area; i++) {
      if (pixels[i] != pixels[area + i] || pixels[i] != pixels[2 * area + i]) {
        return picture;
      }
    }
    return new Picture(
        1,
        picture.height(),
        picture.width(),
        java.util.Arrays.copyOf(pixels, area),
        picture.transparent());
  }
}
