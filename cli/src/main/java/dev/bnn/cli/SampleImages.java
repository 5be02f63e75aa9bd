package dev.bnn.cli;

import dev.bnn.datasets.LabeledImages;
import dev.bnn.hwgen.BundleGenerator;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.verify.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Images for the golden vectors of a bundle. */
final class SampleImages {
  private SampleImages() {}

  /** The first images of a test set. */
  static List<byte[]> of(BinaryNetwork network, LabeledImages test) {
    Subject.checkShape(network, test);
    int count = Math.min(BundleGenerator.SAMPLE_IMAGES, test.size());
    return IntStream.range(0, count).mapToObj(test::image).toList();
  }

  /** Noise, always the same, for a network whose data is not here. */
  static List<byte[]> noise(BinaryNetwork network) {
    SplittableRandom random = new SplittableRandom(1);
    List<byte[]> images = new ArrayList<>();
    for (int i = 0; i < BundleGenerator.SAMPLE_IMAGES; i++) {
      byte[] image = new byte[network.input().image().size()];
      random.nextBytes(image);
      images.add(image);
    }
    return images;
  }
}
