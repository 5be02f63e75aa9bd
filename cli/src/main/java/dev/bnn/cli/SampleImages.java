package dev.bnn.cli;

import dev.bnn.datasets.LabeledImages;
import dev.bnn.hwgen.BundleGenerator;
import dev.bnn.quantize.BinaryNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Images for the golden vectors of a bundle. */
final class SampleImages {
  private SampleImages() {}

  /** The first images of a test set. */
  static List<byte[]> of(LabeledImages test) {
    List<byte[]> images = new ArrayList<>();
    for (int i = 0; i < Math.min(BundleGenerator.SAMPLE_IMAGES, test.size()); i++) {
      images.add(test.image(i));
    }
    return images;
  }

  /** Noise, always the same, for a network whose data is not here. */
  static List<byte[]> noise(BinaryNetwork network) {
    SplittableRandom random = new SplittableRandom(1);
    List<byte[]> images = new ArrayList<>();
    for (int i = 0; i < BundleGenerator.SAMPLE_IMAGES; i++) {
      byte[] image = new byte[network.input().image().size()];
      for (int j = 0; j < image.length; j++) {
        image[j] = (byte) random.nextInt(256);
      }
      images.add(image);
    }
    return images;
  }
}
