package dev.bnn.datasets;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads images and labels in the IDX format of MNIST (Y. LeCun, C. Cortes, C. Burges: The MNIST
 * database of handwritten digits), plain or compressed by gzip.
 *
 * <pre>
 *   bytes   images                labels
 *   0…3     0x00000803            0x00000801          08 = unsigned bytes, then number of sides
 *   4…7     number of images      number of labels    integers have four bytes, highest first
 *   8…11    rows
 *   12…15   columns
 *   then    images · rows · columns bytes             labels bytes; nothing follows
 * </pre>
 *
 * <p>Memory grows with the bytes that are there, never with what a header announces.
 */
final class IdxReader {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 9;

  private IdxReader() {}

  /** A file or a resource; the name is for messages. */
  record Source(String name, Opener opener) {
    static Source of(Path file) {
      return new Source(file.toString(), () -> Files.newInputStream(file));
    }
  }

  @FunctionalInterface
  interface Opener {
    InputStream open() throws IOException;
  }

  /**
   * Grey images and their labels.
   *
   * @throws DatasetException if a source is missing or damaged, or both do not fit together
   */
  static LabeledImages read(Source images, Source labels, List<String> classNames)
      throws IOException {
    byte[] classes = readLabels(labels);
    try (InputStream file = images.opener.open()) {
      InputStream in = unzipped(file);
      int[] sides = readSides(in, images, 0x0803, "images");
      if (classes.length != sides[0]) {
        throw error(
            "%s holds %d images, but %s holds %d labels: take both from the same place",
            images.name, sides[0], labels.name, classes.length);
      }
      LabeledImages.Builder builder = new LabeledImages.Builder(1, sides[1], sides[2], classNames);
      for (int i = 0; i < sides[0]; i++) {
        int label = classes[i] & 0xff;
        if (label >= classNames.size()) {
          throw error(
              "%s is damaged: label %d of image %d is not 0…%d; delete it and get it again",
              labels.name, label, i, classNames.size() - 1);
        }
        byte[] image = in.readNBytes(sides[1] * sides[2]);
        if (image.length < sides[1] * sides[2]) {
          throw cutShort(images, "images", sides, (long) i * sides[1] * sides[2] + image.length);
        }
        builder.add(image, 0, label);
      }
      refuseMore(in, images, "images", sides);
      return builder.build();
    } catch (IOException e) {
      throw inWords(e, images);
    }
  }

  private static byte[] readLabels(Source source) throws IOException {
    try (InputStream file = source.opener.open()) {
      InputStream in = unzipped(file);
      int[] sides = readSides(in, source, 0x0801, "labels");
      byte[] labels = in.readNBytes(sides[0]);
      if (labels.length < sides[0]) {
        throw cutShort(source, "labels", sides, labels.length);
      }
      refuseMore(in, source, "labels", sides);
      return labels;
    } catch (IOException e) {
      throw inWords(e, source);
    }
  }

  /** The header: the sides of what follows, which is not empty. */
  private static int[] readSides(InputStream in, Source source, int magic, String content)
      throws IOException {
    int found = readInt(in);
    if (found != magic) {
      throw error(
          "%s is no IDX file of %s: it starts with %08x, not with %08x",
          source.name, content, found, magic);
    }
    int[] sides = new int[magic & 0xff];
    for (int i = 0; i < sides.length; i++) {
      sides[i] = readInt(in);
    }
    checkSize(sides, source.name);
    return sides;
  }

  private static DatasetException cutShort(Source source, String content, int[] sides, long found) {
    return error(
        "%s is cut short: it announces %d bytes of %s and holds %d; delete it and get it again",
        source.name, product(sides), content, found);
  }

  private static void refuseMore(InputStream in, Source source, String content, int[] sides)
      throws IOException {
    if (in.read() >= 0) {
      throw error(
          "%s is longer than the %d bytes of %s it announces; delete it and get it again",
          source.name, product(sides), content);
    }
  }

  private static IOException inWords(IOException e, Source source) {
    if (e instanceof NoSuchFileException) {
      return new DatasetException(source.name + " is missing", e);
    }
    if (e instanceof EOFException) {
      return new DatasetException(source.name + " is cut short; delete it and get it again", e);
    }
    if (e instanceof ZipException) {
      return new DatasetException(
          source.name + " is damaged (" + e.getMessage() + "); delete it and get it again", e);
    }
    return e;
  }

  /** The bytes behind gzip if the first two say so, else the bytes themselves. */
  private static InputStream unzipped(InputStream file) throws IOException {
    BufferedInputStream in = new BufferedInputStream(file, BUFFER_BYTES);
    in.mark(2);
    boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    return gzip ? new GZIPInputStream(in, BUFFER_BYTES) : in;
  }

  private static int readInt(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(Integer.BYTES);
    if (bytes.length < Integer.BYTES) {
      throw new EOFException();
    }
    return ByteBuffer.wrap(bytes).getInt();
  }

  /** The sides are unsigned numbers of 32 bits; their product must be 1…{@link #LARGEST_ARRAY}. */
  private static void checkSize(int[] sides, String name) throws DatasetException {
    long size = 1;
    for (int side : sides) {
      size *= Integer.toUnsignedLong(side);
      if (size < 1 || size > LARGEST_ARRAY) {
        String product =
            IntStream.of(sides)
                .mapToObj(Integer::toUnsignedString)
                .collect(Collectors.joining("×"));
        throw error(
            "%s is damaged: it announces %s bytes, not 1…%d; delete it and get it again",
            name, product, LARGEST_ARRAY);
      }
    }
  }

  private static long product(int[] sides) {
    return IntStream.of(sides).asLongStream().reduce(1, (a, b) -> a * b);
  }

  private static DatasetException error(String message, Object... arguments) {
    return new DatasetException(String.format(Locale.ROOT, message, arguments));
  }
}
