package dev.bnn.datasets;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Figures of images that tell whether data is what one thinks. */
public final class DescribeImages {
  private DescribeImages() {}

  /**
   * Mean and standard deviation of a channel.
   *
   * @param mean of all its pixels, as a fraction of 255
   * @param deviation of all its pixels (dividing by their number), as a fraction of 255
   */
  public record Channel(double mean, double deviation) {}

  /**
   * Mean and standard deviation of each channel over all images of all parts, from exact sums.
   *
   * @param parts at least one image together; one shape
   */
  public static List<Channel> channels(List<LabeledImages> parts) {
    LabeledImages first = parts.get(0);
    int area = first.height() * first.width();
    long[][] counts = new long[first.channels()][256];
    byte[] image = new byte[first.imageBytes()];
    for (LabeledImages part : parts) {
      for (int i = 0; i < part.size(); i++) {
        part.copyImage(i, image, 0);
        for (int k = 0; k < image.length; k++) {
          counts[k / area][Byte.toUnsignedInt(image[k])]++;
        }
      }
    }
    List<Channel> channels = new ArrayList<>();
    for (long[] count : counts) {
      long pixels = 0;
      long sum = 0;
      for (int value = 0; value < 256; value++) {
        pixels += count[value];
        sum += value * count[value];
      }
      double mean = (double) sum / pixels;
      double squares = 0;
      for (int value = 0; value < 256; value++) {
        squares += count[value] * (value - mean) * (value - mean);
      }
      channels.add(new Channel(mean / 255, Math.sqrt(squares / pixels) / 255));
    }
    return List.copyOf(channels);
  }

  /**
   * How many images of {@code images} have the very pixels of an image in {@code others}, whatever
   * their labels: of a test set that was trained on, for example.
   */
  public static int countAlsoIn(List<LabeledImages> others, LabeledImages images) {
    Set<ByteBuffer> sums =
        others.stream().flatMap(part -> pixelSums(part).stream()).collect(Collectors.toSet());
    return (int) pixelSums(images).stream().filter(sums::contains).count();
  }

  /** How many images of all parts have the pixels of an image before them. */
  public static int countRepeated(List<LabeledImages> parts) {
    Set<ByteBuffer> seen = new HashSet<>();
    int repeated = 0;
    for (LabeledImages part : parts) {
      for (ByteBuffer sum : pixelSums(part)) {
        repeated += seen.add(sum) ? 0 : 1;
      }
    }
    return repeated;
  }

  private static List<ByteBuffer> pixelSums(LabeledImages images) {
    return IntStream.range(0, images.size())
        .parallel()
        .mapToObj(i -> ByteBuffer.wrap(new Sha256().add(images.image(i)).bytes()))
        .toList();
  }
}
