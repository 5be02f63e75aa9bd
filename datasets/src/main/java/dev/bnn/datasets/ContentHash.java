package dev.bnn.datasets;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Names the images of a data set whatever their order: copies go round in which the same images are
 * stored in another order, and which of the training images validate depends on it.
 *
 * <p>SHA-256 of {@code training | test}; either is the SHA-256 of the sorted SHA-256 of its images;
 * an image is its label (four bytes, highest first) and its pixels (channels, height, width). The
 * hashes are hexadecimal digits in ASCII. Training is here what is published as that: training and
 * validation part together.
 */
final class ContentHash {
  private ContentHash() {}

  static String of(Dataset dataset) {
    return new Sha256()
        .add(ofParts(dataset.train(), dataset.validation()))
        .add(ofParts(dataset.test()))
        .hex();
  }

  private static String ofParts(LabeledImages... parts) {
    Sha256 all = new Sha256();
    Arrays.stream(parts).flatMap(ContentHash::images).sorted(Arrays::compare).forEach(all::add);
    return all.hex();
  }

  private static Stream<byte[]> images(LabeledImages part) {
    return IntStream.range(0, part.size())
        .mapToObj(i -> new Sha256().add(part.label(i)).add(part.image(i)).hex())
        .map(HexFormat.of()::parseHex);
  }
}
