package dev.bnn.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All of CIFAR-10, written as 60,000 PNG files. */
@Tag("slow")
class Cifar10AsPicturesTest {
  @TempDir Path folder;

  @Test
  void a_folder_of_the_pictures_has_the_content_of_the_binary_files() throws IOException {
    assumeTrue(Datasets.isPresent("cifar10", Datasets.defaultDirectory()), "skipped: no data");
    Dataset cifar = Datasets.load("cifar10", Datasets.defaultDirectory());
    write(cifar.train(), "train");
    write(cifar.validation(), "val");
    write(cifar.test(), "test");
    Dataset pictures = ImageFolder.load("cifar", folder, FolderOptions.defaults());
    assertThat(pictures.train().classNames()).isEqualTo(cifar.train().classNames());
    for (List<LabeledImages> parts :
        List.of(
            List.of(cifar.train(), pictures.train()),
            List.of(cifar.validation(), pictures.validation()),
            List.of(cifar.test(), pictures.test()))) {
      assertThat(parts.get(1).contentHash()).isEqualTo(parts.get(0).contentHash());
    }
    assertThat(pictures.contentHash()).isEqualTo(cifar.contentHash());
  }

  private void write(LabeledImages images, String part) {
    IntStream.range(0, images.size())
        .parallel()
        .forEach(
            i -> {
              byte[] image = images.image(i);
              int[][] colours = new int[32][32];
              for (int k = 0; k < 1024; k++) {
                colours[k / 32][k % 32] =
                    Byte.toUnsignedInt(image[k]) << 16
                        | Byte.toUnsignedInt(image[1024 + k]) << 8
                        | Byte.toUnsignedInt(image[2048 + k]);
              }
              String name = images.classNames().get(images.label(i));
              Pictures.writePng(
                  folder.resolve(part + "/" + name + "/" + i + ".png"),
                  Pictures.coloured(colours, BufferedImage.TYPE_INT_RGB));
            });
  }
}
