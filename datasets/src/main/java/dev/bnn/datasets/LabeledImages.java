package dev.bnn.datasets;

import static dev.bnn.datasets.Checks.check;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Immutable images of one shape with a label each.
 *
 * <p>A pixel is a byte that means 0…255 ({@code b & 0xff}). An image holds {@code channels · height
 * · width} bytes in (channels, height, width) order: channel by channel, row by row.
 */
public final class LabeledImages {
  private final int channels;
  private final int height;
  private final int width;
  private final byte[] pixels; // (size, channels, height, width)
  private final int[] labels; // (size), 0…classes−1
  private final List<String> classNames;
  private volatile String hash; // made when first asked for

  private LabeledImages(
      int channels, int height, int width, byte[] pixels, int[] labels, List<String> classNames) {
    check(
        channels >= 1 && height >= 1 && width >= 1,
        "images of %d×%d×%d: every side must be at least 1",
        channels,
        height,
        width);
    check(
        (long) labels.length * channels * height * width == pixels.length,
        "%d pixels are not %d images of %d×%d×%d",
        pixels.length,
        labels.length,
        channels,
        height,
        width);
    check(!classNames.isEmpty(), "at least one class is needed");
    check(
        new HashSet<>(classNames).size() == classNames.size(),
        "two classes have the same name: %s",
        classNames);
    for (int i = 0; i < labels.length; i++) {
      check(
          labels[i] >= 0 && labels[i] < classNames.size(),
          "label %d of image %d: must be 0…%d",
          labels[i],
          i,
          classNames.size() - 1);
    }
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.pixels = pixels;
    this.labels = labels;
    this.classNames = classNames;
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
    return new LabeledImages(
        channels, height, width, pixels.clone(), labels.clone(), List.copyOf(classNames));
  }

  /** Number of images. */
  public int size() {
    return labels.length;
  }

  public int channels() {
    return channels;
  }

  public int height() {
    return height;
  }

  public int width() {
    return width;
  }

  /** Bytes of one image: channels · height · width. */
  public int imageBytes() {
    return channels * height * width;
  }

  /** A copy of image {@code i}: (channels, height, width). */
  public byte[] image(int i) {
    byte[] image = new byte[imageBytes()];
    copyImage(i, image, 0);
    return image;
  }

  /** Copies image {@code i} to {@code to[offset …]}, {@link #imageBytes} bytes. */
  public void copyImage(int i, byte[] to, int offset) {
    System.arraycopy(pixels, i * imageBytes(), to, offset, imageBytes());
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

  /** The images with these indices, in this order. */
  public LabeledImages select(int[] indices) {
    byte[] chosenPixels = new byte[Math.multiplyExact(indices.length, imageBytes())];
    int[] chosenLabels = new int[indices.length];
    for (int i = 0; i < indices.length; i++) {
      copyImage(indices[i], chosenPixels, i * imageBytes());
      chosenLabels[i] = labels[indices[i]];
    }
    return new LabeledImages(channels, height, width, chosenPixels, chosenLabels, classNames);
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
      hash =
          new Sha256()
              .add(channels, height, width, classes(), size())
              .add(pixels)
              .add(labels)
              .hex();
    }
    return hash;
  }

  /** Whether shape and class names agree, so that both may be parts of one data set. */
  boolean isLike(LabeledImages that) {
    return channels == that.channels
        && height == that.height
        && width == that.width
        && classNames.equals(that.classNames);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LabeledImages that
        && isLike(that)
        && Arrays.equals(labels, that.labels)
        && Arrays.equals(pixels, that.pixels);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(labels);
  }

  @Override
  public String toString() {
    return size() + " images of " + channels + "×" + height + "×" + width;
  }
}
