package dev.bnn.datasets;

import static dev.bnn.datasets.Checks.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Immutable images of one shape with a label each.
 *
 * <p>A pixel is a byte that means 0…255 ({@code b & 0xff}). An image holds {@code channels · height
 * · width} bytes in (channels, height, width) order: channel by channel, row by row.
 *
 * <p>Pixels lie in chunks, so a set may be larger than the largest array, and {@link #select} and
 * {@link #head} are views on the same chunks: an image is in memory once, however often it is
 * divided. A view keeps the whole set in memory.
 */
public final class LabeledImages {
  private final Pixels pixels;
  private final int[] places; // (size), where in pixels each image is
  private final int[] labels; // (size), 0…classes−1
  private final List<String> classNames;
  private volatile String hash; // made when first asked for

  private LabeledImages(Pixels pixels, int[] places, int[] labels, List<String> classNames) {
    this.pixels = pixels;
    this.places = places;
    this.labels = labels;
    this.classNames = classNames;
  }

  /** Images of one shape, one behind the other, as many in each chunk as fit. */
  private record Pixels(int channels, int height, int width, List<byte[]> chunks) {
    /** Just under a power of two: with its header a chunk fills whole regions of the heap. */
    static final int CHUNK_BYTES = (1 << 24) - 64;

    Pixels(int channels, int height, int width) {
      this(channels, height, width, new ArrayList<>());
      check(
          channels >= 1 && height >= 1 && width >= 1,
          "images of %d×%d×%d: every side must be at least 1",
          channels,
          height,
          width);
      check(
          (double) channels * height * width < Integer.MAX_VALUE - 8,
          "images of %d×%d×%d: too large for memory",
          channels,
          height,
          width);
    }

    int imageBytes() {
      return channels * height * width;
    }

    int imagesPerChunk() {
      return Math.max(1, CHUNK_BYTES / imageBytes());
    }

    byte[] chunkOf(int place) {
      return chunks.get(place / imagesPerChunk());
    }

    int offsetOf(int place) {
      return place % imagesPerChunk() * imageBytes();
    }

    boolean hasShapeOf(Pixels that) {
      return channels == that.channels && height == that.height && width == that.width;
    }
  }

  /** Collects images one by one; a pixel is copied into its chunk and never again. */
  public static final class Builder {
    private final Pixels pixels;
    private final List<String> classNames;
    private byte[] chunk = new byte[0]; // being filled; grows to the size of a chunk
    private int[] labels = new int[16];
    private int size;
    private boolean built;

    /**
     * No images yet.
     *
     * @param channels 1 for grey, 3 for red, green, blue
     * @param height rows
     * @param width columns
     * @param classNames one name a class, all different
     * @throws IllegalArgumentException if a side is not positive or the names are not as above
     */
    public Builder(int channels, int height, int width, List<String> classNames) {
      this.pixels = new Pixels(channels, height, width);
      this.classNames = List.copyOf(classNames);
      check(!classNames.isEmpty(), "at least one class is needed");
      check(
          new HashSet<>(classNames).size() == classNames.size(),
          "two classes have the same name: %s",
          classNames);
    }

    /**
     * Adds the image at {@code from[offset …]}, channels · height · width bytes in this order.
     *
     * @param label 0…classes−1
     * @throws IllegalArgumentException if the label is no class
     * @throws IndexOutOfBoundsException if the array ends before the image
     */
    public Builder add(byte[] from, int offset, int label) {
      check(
          label >= 0 && label < classNames.size(),
          "label %d of image %d: must be 0…%d",
          label,
          size,
          classNames.size() - 1);
      if (built) {
        throw new IllegalStateException("the images are built");
      }
      int imageBytes = pixels.imageBytes();
      Objects.checkFromIndexSize(offset, imageBytes, from.length);
      int at = pixels.offsetOf(size);
      if (at == 0 && size > 0) {
        pixels.chunks.add(chunk);
        chunk = new byte[0];
      }
      if (at == chunk.length) {
        int images = Math.min(Math.max(1, 2 * at / imageBytes), pixels.imagesPerChunk());
        chunk = Arrays.copyOf(chunk, images * imageBytes);
      }
      System.arraycopy(from, offset, chunk, at, imageBytes);
      if (size == labels.length) {
        labels = Arrays.copyOf(labels, 2 * size);
      }
      labels[size++] = label;
      return this;
    }

    /** The same grey images with three equal channels; this builder is emptied meanwhile. */
    Builder withColour() {
      Builder colour = new Builder(3, pixels.height, pixels.width, classNames);
      byte[] image = new byte[pixels.imageBytes()];
      pixels.chunks.add(chunk);
      for (int i = 0; i < size; i++) {
        System.arraycopy(pixels.chunkOf(i), pixels.offsetOf(i), image, 0, image.length);
        colour.add(Picture.repeatGrey(image), 0, labels[i]);
        if (pixels.offsetOf(i + 1) == 0) {
          pixels.chunks.set(i / pixels.imagesPerChunk(), null); // its memory is needed now
        }
      }
      built = true;
      return colour;
    }

    /** Images added so far. */
    public int size() {
      return size;
    }

    /** The images in the order in which they came; nothing can be added any more. */
    public LabeledImages build() {
      if (built) {
        throw new IllegalStateException("the images are built");
      }
      built = true;
      if (size > 0) {
        int last = pixels.offsetOf(size - 1) + pixels.imageBytes();
        pixels.chunks.add(last == chunk.length ? chunk : Arrays.copyOf(chunk, last));
      }
      chunk = null;
      return new LabeledImages(
          pixels, IntStream.range(0, size).toArray(), Arrays.copyOf(labels, size), classNames);
    }
  }

  /**
   * Images with labels; arrays are copied.
   *
   * @param channels 1 for grey, 3 for red, green, blue
   * @param height rows
   * @param width columns
   * @param pixels (images, channels, height, width), a byte each
   * @param labels (images), 0…classes−1
   * @param classNames one name a class, all different
   * @throws IllegalArgumentException if sizes do not fit together or a label is no class
   */
  public static LabeledImages of(
      int channels, int height, int width, byte[] pixels, int[] labels, List<String> classNames) {
    Builder builder = new Builder(channels, height, width, classNames);
    int imageBytes = builder.pixels.imageBytes();
    check(
        (long) labels.length * imageBytes == pixels.length,
        "%d pixels are not %d images of %d×%d×%d",
        pixels.length,
        labels.length,
        channels,
        height,
        width);
    for (int i = 0; i < labels.length; i++) {
      builder.add(pixels, i * imageBytes, labels[i]);
    }
    return builder.build();
  }

  /** Number of images. */
  public int size() {
    return labels.length;
  }

  public int channels() {
    return pixels.channels;
  }

  public int height() {
    return pixels.height;
  }

  public int width() {
    return pixels.width;
  }

  /** Bytes of one image: channels · height · width. */
  public int imageBytes() {
    return pixels.imageBytes();
  }

  /** A copy of image {@code i}: (channels, height, width). */
  public byte[] image(int i) {
    byte[] image = new byte[imageBytes()];
    copyImage(i, image, 0);
    return image;
  }

  /** Copies image {@code i} to {@code to[offset …]}, {@link #imageBytes} bytes. */
  public void copyImage(int i, byte[] to, int offset) {
    int place = places[i];
    System.arraycopy(pixels.chunkOf(place), pixels.offsetOf(place), to, offset, imageBytes());
  }

  /** A copy of images {@code from} … {@code to} − 1, one after the other. */
  public byte[] images(int from, int to) {
    byte[] images = new byte[Math.multiplyExact(to - from, imageBytes())];
    for (int i = from; i < to; i++) {
      copyImage(i, images, (i - from) * imageBytes());
    }
    return images;
  }

  /** Label of image {@code i}, 0…classes−1. */
  public int label(int i) {
    return labels[i];
  }

  /** A copy of all labels. */
  public int[] labels() {
    return labels.clone();
  }

  /** Name of each class. */
  public List<String> classNames() {
    return classNames;
  }

  /** Number of classes. */
  public int classes() {
    return classNames.size();
  }

  /** Images of each class: (classes). */
  public int[] countPerClass() {
    int[] counts = new int[classes()];
    for (int label : labels) {
      counts[label]++;
    }
    return counts;
  }

  /** The images with these indices, in this order; no pixel is copied. */
  public LabeledImages select(int[] indices) {
    int[] chosenPlaces = new int[indices.length];
    int[] chosenLabels = new int[indices.length];
    for (int i = 0; i < indices.length; i++) {
      chosenPlaces[i] = places[indices[i]];
      chosenLabels[i] = labels[indices[i]];
    }
    return new LabeledImages(pixels, chosenPlaces, chosenLabels, classNames);
  }

  /** The first {@code n} images, or all if there are fewer. */
  public LabeledImages head(int n) {
    check(n >= 0, "%d images: must be at least 0", n);
    return n >= size() ? this : select(IntStream.range(0, n).toArray());
  }

  /**
   * SHA-256 of what a network can learn from, 64 hexadecimal digits: channels, height, width,
   * number of classes, number of images, the pixels, the labels; integers as four bytes, highest
   * first. The names of the classes do not enter.
   */
  public String hash() {
    if (hash == null) {
      Sha256 sum = new Sha256().add(channels(), height(), width(), classes(), size());
      for (int place : places) {
        sum.add(pixels.chunkOf(place), pixels.offsetOf(place), imageBytes());
      }
      hash = sum.add(labels).hex();
    }
    return hash;
  }

  /** {@link #contentHash(List)} of these images alone. */
  public String contentHash() {
    return contentHash(List.of(this));
  }

  /**
   * SHA-256 of the images of all parts together, whatever their order and their division, 64
   * hexadecimal digits: the same images from binary files, from a folder, or divided anew give the
   * same.
   *
   * <p>It is the SHA-256 of channels, height, width, number of classes, number of images, and of
   * the SHA-256 of each image in ascending order (as unsigned bytes); that of an image is of its
   * label, then its pixels. Integers are four bytes, highest first. The names of the classes do not
   * enter.
   *
   * @param parts at least one; one shape, the same classes
   */
  public static String contentHash(List<LabeledImages> parts) {
    LabeledImages first = parts.get(0);
    check(parts.stream().allMatch(first::isLike), "parts must have one shape and the same classes");
    byte[][] sums =
        parts.stream()
            .flatMap(part -> IntStream.range(0, part.size()).parallel().mapToObj(part::sumOfImage))
            .toArray(byte[][]::new);
    Arrays.parallelSort(sums, Arrays::compareUnsigned);
    Sha256 all =
        new Sha256()
            .add(first.channels(), first.height(), first.width(), first.classes(), sums.length);
    for (byte[] sum : sums) {
      all.add(sum);
    }
    return all.hex();
  }

  /** SHA-256 of label and pixels of one image: 32 bytes. */
  private byte[] sumOfImage(int i) {
    int place = places[i];
    return new Sha256()
        .add(labels[i])
        .add(pixels.chunkOf(place), pixels.offsetOf(place), imageBytes())
        .bytes();
  }

  /** Whether shape and class names agree, so that both may be parts of one data set. */
  boolean isLike(LabeledImages that) {
    return pixels.hasShapeOf(that.pixels) && classNames.equals(that.classNames);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LabeledImages that
        && isLike(that)
        && Arrays.equals(labels, that.labels)
        && IntStream.range(0, size()).allMatch(i -> hasSamePixels(i, that));
  }

  private boolean hasSamePixels(int i, LabeledImages that) {
    int from = pixels.offsetOf(places[i]);
    int thatFrom = that.pixels.offsetOf(that.places[i]);
    return Arrays.equals(
        pixels.chunkOf(places[i]),
        from,
        from + imageBytes(),
        that.pixels.chunkOf(that.places[i]),
        thatFrom,
        thatFrom + imageBytes());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(labels);
  }

  @Override
  public String toString() {
    return size() + " images of " + channels() + "×" + height() + "×" + width();
  }
}
