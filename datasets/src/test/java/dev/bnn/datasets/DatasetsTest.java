package dev.bnn.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class DatasetsTest {
  @TempDir Path folder;

  @Test
  void should_list_what_is_known() {
    assertThat(Datasets.known().stream().map(DatasetInfo::name))
        .containsExactly("digits", "mnist", "fashion-mnist", "kmnist", "cifar10", "svhn");
  }

  @Test
  void should_name_the_known_data_sets_when_a_name_is_unknown() {
    String rest =
        "did you mean 'mnist'? use one of [digits, mnist, fashion-mnist, kmnist, cifar10, svhn]";
    assertThatThrownBy(() -> Datasets.load("minst", folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "unknown data set 'minst', and no folder here: " + rest + " or a folder of pictures");
    assertThatThrownBy(() -> Datasets.isPresent("minst", folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unknown data set 'minst': " + rest);
  }

  @Test
  void should_guess_what_was_meant() {
    Map<String, String> meant =
        Map.of(
            "CIFAR-10", "cifar10",
            "cifar", "cifar10",
            "fashion", "fashion-mnist",
            "fashionmnist", "fashion-mnist",
            "Fashion_MNIST", "fashion-mnist",
            "minst", "mnist",
            "SVNH", "svhn",
            "digit", "digits");
    List<String> names = Datasets.known().stream().map(DatasetInfo::name).toList();
    meant.forEach((word, name) -> assertThat(NearestName.of(word, names)).as(word).contains(name));
    for (String word : List.of("", "imagenet", "flowers", "di", "stl10")) {
      assertThat(NearestName.of(word, names)).as(word).isEmpty();
    }
  }

  @Test
  void should_take_the_folder_from_the_environment_or_the_cache() {
    assertThat(Datasets.defaultDirectory(Map.of("BNN_DATA_DIR", "/data"), "/home/me"))
        .isEqualTo(Path.of("/data"));
    for (Map<String, String> none : List.of(Map.<String, String>of(), Map.of("BNN_DATA_DIR", ""))) {
      assertThat(Datasets.defaultDirectory(none, "/home/me"))
          .isEqualTo(Path.of("/home/me/.cache/bnn/datasets"));
    }
  }

  @Test
  void should_say_which_files_are_missing_where_and_how_to_get_them() throws IOException {
    assertThat(Datasets.isPresent("mnist", folder)).isFalse();
    Files.createDirectories(folder.resolve("mnist"));
    Files.write(folder.resolve("mnist/train-labels-idx1-ubyte"), new byte[1]);
    assertThatThrownBy(() -> Datasets.load("mnist", folder))
        .isInstanceOf(DatasetException.class)
        .hasMessage(
            "data set 'mnist' is not here: %s lacks train-images-idx3-ubyte,"
                + " t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte (each plain or .gz); get it"
                + " with: bnn data fetch mnist",
            folder.resolve("mnist"));
    assertThatThrownBy(() -> fashionIn(Optional.empty()).load(folder))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("sudo apt install dataset-fashion-mnist");
  }

  @Test
  void should_prefer_the_own_folder_and_else_take_the_package() throws IOException {
    // GIVEN a package with 24 images and an own folder with 48, some files of it not compressed
    Path ofPackage = folder.resolve("package");
    writeFiles(ofPackage, 24, ".gz");
    IdxDataset fashion = fashionIn(Optional.of(ofPackage));
    assertThat(fashion.find(folder)).contains(ofPackage);
    assertThat(fashion.load(folder).train().size()).isEqualTo(22);
    // WHEN
    writeFiles(folder.resolve("fashion-mnist"), 48, "");
    // THEN
    Dataset own = fashion.load(folder);
    assertThat(own.train().size()).isEqualTo(44);
    assertThat(own.validation().size()).isEqualTo(4);
    assertThat(own.test().size()).isEqualTo(48);
  }

  @Test
  void should_refuse_parts_of_different_shape() {
    LabeledImages small = LabeledImages.of(1, 1, 1, new byte[1], new int[1], List.of("a"));
    LabeledImages wide = LabeledImages.of(1, 1, 2, new byte[2], new int[1], List.of("a"));
    LabeledImages other = LabeledImages.of(1, 1, 1, new byte[1], new int[1], List.of("b"));
    assertThatThrownBy(() -> new Dataset("x", small, wide, small, "", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 images of 1×1×2");
    assertThatThrownBy(() -> new Dataset("x", small, small, other, "", ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new Dataset("x", small, small, small, "", "").hash()).hasSize(64);
  }

  /**
   * Facts from the source: 1,797 images, classes as in the data set's description at UCI. Sums and
   * hash by Python from scikit-learn's digits.csv.gz: the values 0…16 add up to 561,718; {@code
   * min(255, 16·v)} to 8,977,032; the hash is the SHA-256 of {@code struct.pack('>5i', 1, 8, 8, 10,
   * 1797)}, the pixels and the labels as {@code '>i'}.
   */
  @Test
  void should_embed_the_digits_as_published() throws IOException {
    LabeledImages digits = Digits.images();
    assertThat(digits).hasToString("1797 images of 1×8×8");
    assertThat(digits.countPerClass())
        .containsExactly(178, 182, 177, 183, 181, 182, 181, 179, 174, 180);
    long stored = 0;
    long source = 0;
    for (int i = 0; i < digits.size(); i++) {
      for (byte b : digits.image(i)) {
        int pixel = Byte.toUnsignedInt(b);
        assertThat(pixel == 255 || pixel % 16 == 0).isTrue();
        stored += pixel;
        source += (pixel + 1) / 16;
      }
    }
    assertThat(stored).isEqualTo(8_977_032);
    assertThat(source).isEqualTo(561_718);
    assertThat(digits.hash())
        .isEqualTo("6771df66075c69ffc0e02a362dc3e95f2512b6186e06ea8b47290483619548db");
  }

  @Test
  void should_divide_the_digits_always_in_the_same_way() throws IOException {
    Dataset digits = Datasets.load("digits", folder);
    assertIsAsAnnounced(digits);
    assertThat(sum(digits.train(), digits.validation(), digits.test()))
        .containsExactly(178, 182, 177, 183, 181, 182, 181, 179, 174, 180);
    assertThat(digits.test().countPerClass())
        .containsExactly(36, 36, 35, 37, 36, 36, 36, 36, 35, 36);
    // the division is part of every result on digits: it must never change
    assertThat(digits.hash())
        .isEqualTo("b2806d2acc023ce5e49522ce0e109f6624503db30d78119e17bcbb9b4b596d3b");
  }

  /** Counts are well known; the hash of the test part is computed by Python as that of digits. */
  @Test
  @Timeout(value = 10, unit = TimeUnit.SECONDS)
  void should_load_mnist_as_published() throws IOException {
    Dataset mnist = loadIfPresent("mnist");
    assertThat(sum(mnist.train(), mnist.validation()))
        .containsExactly(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949);
    assertThat(mnist.test().countPerClass())
        .containsExactly(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009);
    assertThat(mnist.test().hash())
        .isEqualTo("495814d68e50c2fa905fa598bd19220f7c8aed4f6836a26de8cfa1d992d3eb33");
    assertThat(mnist.contentHash()).isEqualTo(IdxDataset.mnist().contentHash().orElseThrow());
    assertThat(mnist.hash())
        .isEqualTo("54f900e27d54f5281621efc8ddeb9b3e8843bb72b510d0ae5ddf99fcc79f5549");
  }

  /** Counts as published; the hash of the test part is computed by Python as that of digits. */
  @Test
  @Timeout(value = 10, unit = TimeUnit.SECONDS)
  void should_load_fashion_mnist_as_published() throws IOException {
    Dataset fashion = loadIfPresent("fashion-mnist");
    assertThat(fashion.train().countPerClass()).containsOnly(5500);
    assertThat(fashion.validation().countPerClass()).containsOnly(500);
    assertThat(fashion.test().countPerClass()).containsOnly(1000);
    assertThat(fashion.test().hash())
        .isEqualTo("49ed8c64b10a9df1f4cc1afb3cf7230f80a995164c83ef58c14307928189a9ae");
    assertThat(fashion.contentHash())
        .isEqualTo(IdxDataset.fashionMnist().contentHash().orElseThrow());
    assertThat(fashion.hash())
        .isEqualTo("8c202e0802c51ee6d164f85223a6d1c8f6ebaa28fa382cdc0b526e09f958eb45");
  }

  /**
   * Mean and standard deviation of red, green, blue over the 50,000 training images, as everybody
   * normalizes by them.
   */
  @Test
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void should_load_cifar10_as_published() throws IOException {
    Dataset cifar = loadIfPresent("cifar10");
    assertThat(cifar.train().countPerClass()).containsOnly(4500);
    assertThat(cifar.validation().countPerClass()).containsOnly(500);
    assertThat(cifar.test().countPerClass()).containsOnly(1000);
    double[] means = {0.49140, 0.48216, 0.44653};
    double[] deviations = {0.24703, 0.24349, 0.26159};
    long[] sum = new long[3];
    long[] squares = new long[3];
    for (LabeledImages part : List.of(cifar.train(), cifar.validation())) {
      for (int i = 0; i < part.size(); i++) {
        byte[] image = part.image(i);
        for (int at = 0; at < image.length; at++) {
          long pixel = image[at] & 0xff;
          sum[at / 1024] += pixel;
          squares[at / 1024] += pixel * pixel;
        }
      }
    }
    for (int channel = 0; channel < 3; channel++) {
      double n = 50_000.0 * 1024;
      double mean = sum[channel] / n / 255;
      double deviation = Math.sqrt(squares[channel] / n / 255 / 255 - mean * mean);
      assertThat(mean).isCloseTo(means[channel], within(5e-6));
      assertThat(deviation).isCloseTo(deviations[channel], within(5e-6));
    }
    assertThat(cifar.contentHash()).isEqualTo(new Cifar10().contentHash().orElseThrow());
  }

  static Dataset loadIfPresent(String name) throws IOException {
    Path directory = Datasets.defaultDirectory();
    assumeTrue(Datasets.isPresent(name, directory), "no data");
    Dataset dataset = Datasets.load(name, directory);
    assertIsAsAnnounced(dataset);
    return dataset;
  }

  static void assertIsAsAnnounced(Dataset dataset) {
    DatasetInfo info =
        Datasets.known().stream()
            .filter(i -> i.name().equals(dataset.name()))
            .findFirst()
            .orElseThrow();
    for (LabeledImages part : List.of(dataset.train(), dataset.validation(), dataset.test())) {
      assertThat(part.channels()).isEqualTo(info.channels());
      assertThat(part.height()).isEqualTo(info.height());
      assertThat(part.width()).isEqualTo(info.width());
      assertThat(part.classNames()).isEqualTo(info.classNames());
    }
    assertThat(dataset.train().size()).isEqualTo(info.trainSize());
    assertThat(dataset.validation().size()).isEqualTo(info.validationSize());
    assertThat(dataset.test().size()).isEqualTo(info.testSize());
    assertThat(dataset.source()).isEqualTo(info.source());
    assertThat(dataset.licence()).isEqualTo(info.licence());
  }

  private static IdxDataset fashionIn(Optional<Path> systemFolder) {
    IdxDataset fashion = IdxDataset.fashionMnist();
    return new IdxDataset(fashion.info(), systemFolder, fashion.files(), fashion.contentHash());
  }

  /** Four files of {@code size} black 28×28 images, classes in turn. */
  private static void writeFiles(Path to, int size, String suffix) throws IOException {
    Files.createDirectories(to);
    byte[] images = IdxReaderTest.idx(new int[] {0x803, size, 28, 28}, new int[size * 784]);
    int[] classes = IntStream.range(0, size).map(i -> i % 10).toArray();
    byte[] labels = IdxReaderTest.idx(new int[] {0x801, size}, classes);
    for (String part : List.of("train", "t10k")) {
      write(to.resolve(part + "-images-idx3-ubyte" + suffix), images);
      write(to.resolve(part + "-labels-idx1-ubyte"), labels);
    }
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    Files.write(file, file.toString().endsWith(".gz") ? IdxReaderTest.gzip(bytes) : bytes);
  }

  private static int[] sum(LabeledImages... parts) {
    int[] sum = new int[10];
    for (LabeledImages part : parts) {
      int[] counts = part.countPerClass();
      Arrays.setAll(sum, c -> sum[c] + counts[c]);
    }
    return sum;
  }
}
