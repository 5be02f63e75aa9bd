package dev.bnn.datasets;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * CIFAR-10 in its binary version (https://www.cs.toronto.edu/~kriz/cifar.html): five files of
 * training images and one of test images, and of each image 3,073 bytes: its label, then red, green
 * and blue, row by row.
 *
 * <p>The validation part is taken from the training images: 1/10 of each class, 5,000 of 50,000.
 * Copies go round with the images in another order; their validation part differs, their {@link
 * Dataset#contentHash} does not.
 */
final class Cifar10 implements Datasets.Loader {
  private static final int SIDE = 32;
  private static final int RECORD_BYTES = 1 + 3 * SIDE * SIDE;
  private static final long SPLIT_SEED = 1;

  /** More than a readme, the class names and the headers of an archive need. */
  private static final long OTHER_BYTES = 1 << 20;

  private static final String FOLDER = "cifar-10-batches-bin";
  private static final List<String> TRAINING_FILES =
      IntStream.rangeClosed(1, 5).mapToObj(i -> "data_batch_" + i + ".bin").toList();
  private static final String TEST_FILE = "test_batch.bin";

  private static final DatasetInfo INFO =
      new DatasetInfo(
          "cifar10",
          "photographs of animals and vehicles",
          3,
          SIDE,
          SIDE,
          List.of(
              "airplane",
              "automobile",
              "bird",
              "cat",
              "deer",
              "dog",
              "frog",
              "horse",
              "ship",
              "truck"),
          45_000,
          5_000,
          10_000,
          "A. Krizhevsky: Learning Multiple Layers of Features from Tiny Images, 2009,"
              + " https://www.cs.toronto.edu/~kriz/cifar.html",
          "not stated by its makers, who ask to be cited",
          "bnn data fetch cifar10");

  /** MD5 as on the makers' page, which lies at both addresses. */
  static final RemoteFile ARCHIVE =
      new RemoteFile(
          "cifar-10-binary.tar.gz",
          List.of("https://www.cs.toronto.edu/~kriz/", "https://cave.cs.toronto.edu/kriz/"),
          "c32a1d4ab5d03f1284b67883e8d87530",
          200_000_000);

  private final int imagesPerFile;
  private final RemoteFile archive;
  private final Optional<String> contentHash;

  Cifar10() {
    this(
        10_000,
        ARCHIVE,
        Optional.of("be4f4ee36f9c0614f659032d7b7da337bc5eb72b749ed0f417552eacbcfd7aaf"));
  }

  Cifar10(int imagesPerFile, RemoteFile archive, Optional<String> contentHash) {
    this.imagesPerFile = imagesPerFile;
    this.archive = archive;
    this.contentHash = contentHash;
  }

  @Override
  public DatasetInfo info() {
    return INFO;
  }

  /**
   * The content hash was computed from a copy whose training images have the published means and
   * deviations of the colours, see docs/datasets.md.
   */
  @Override
  public Optional<String> contentHash() {
    return contentHash;
  }

  /** Wherever a user may have unpacked the archive. */
  @Override
  public Optional<Path> find(Path dataDirectory) {
    Path own = dataDirectory.resolve(INFO.name());
    return Stream.of(own.resolve(FOLDER), own, dataDirectory.resolve(FOLDER))
        .filter(Cifar10::hasAllFiles)
        .findFirst();
  }

  private static boolean hasAllFiles(Path folder) {
    return files().allMatch(name -> Files.isRegularFile(folder.resolve(name)));
  }

  private static Stream<String> files() {
    return Stream.concat(TRAINING_FILES.stream(), Stream.of(TEST_FILE));
  }

  @Override
  public Dataset load(Path dataDirectory) throws IOException {
    Path folder = find(dataDirectory).orElseThrow(() -> notHere(dataDirectory));
    List<LabeledImages> training =
        StratifiedSplit.split(read(folder, TRAINING_FILES), List.of(0.9, 0.1), SPLIT_SEED);
    return INFO.dataset(training.get(0), training.get(1), read(folder, List.of(TEST_FILE)));
  }

  private LabeledImages read(Path folder, List<String> names) throws IOException {
    LabeledImages.Builder builder = new LabeledImages.Builder(3, SIDE, SIDE, INFO.classNames());
    for (String name : names) {
      read(folder.resolve(name), builder);
    }
    return builder.build();
  }

  private void read(Path file, LabeledImages.Builder builder) throws IOException {
    long expected = (long) imagesPerFile * RECORD_BYTES;
    if (Files.size(file) != expected) {
      throw new DatasetException(
          Checks.text(
              "%s is damaged: %,d bytes instead of %,d; delete it and get it again",
              file, Files.size(file), expected));
    }
    byte[] record = new byte[RECORD_BYTES];
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      for (int i = 0; i < imagesPerFile; i++) {
        if (in.readNBytes(record, 0, RECORD_BYTES) < RECORD_BYTES) {
          throw new DatasetException(file + " became shorter while it was read");
        }
        int label = record[0] & 0xff;
        if (label >= INFO.classNames().size()) {
          throw new DatasetException(
              "%s is damaged: label %d of image %d is not 0…9; delete it and get it again"
                  .formatted(file, label, i));
        }
        builder.add(record, 1, label);
      }
    }
  }

  private DatasetException notHere(Path dataDirectory) {
    Path folder = dataDirectory.resolve(INFO.name()).resolve(FOLDER);
    String missing =
        String.join(
            ", ", files().filter(name -> !Files.isRegularFile(folder.resolve(name))).toList());
    return INFO.notHere(
        findArchive(dataDirectory)
            .map(found -> "its archive %s is, but not unpacked".formatted(found))
            .orElse("%s lacks %s".formatted(folder, missing)));
  }

  /** The archive as a user may have left it. */
  private Optional<Path> findArchive(Path dataDirectory) {
    return Stream.of(dataDirectory.resolve(INFO.name()), dataDirectory)
        .map(folder -> folder.resolve(archive.name()))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  @Override
  public List<RemoteFile> missing(Path dataDirectory) {
    return findArchive(dataDirectory).isPresent() ? List.of() : List.of(archive);
  }

  /** Files appear whole; the archive stays, for it may be the user's. */
  @Override
  public void unpack(Path dataDirectory, FetchListener listener) throws IOException {
    Path packed = findArchive(dataDirectory).orElseThrow();
    String md5 = Download.md5(packed);
    if (!md5.equals(archive.md5())) {
      throw new DatasetException(
          "%s is not the published archive: its MD5 is %s instead of %s; delete it and run it again"
              .formatted(packed, md5, archive.md5()));
    }
    listener.told("unpacking " + packed + ", which may be deleted afterwards");
    Path own = dataDirectory.resolve(INFO.name());
    Path temporary = own.resolve(".unpacking"); // one fetch at a time: see FetchLock
    delete(temporary); // of a fetch that was broken off
    Files.createDirectories(temporary);
    try {
      long images = 6L * imagesPerFile * RECORD_BYTES;
      Unpacker.unpack(packed, temporary, images + OTHER_BYTES);
      if (!hasAllFiles(temporary.resolve(FOLDER))) {
        throw new DatasetException(packed + " lacks files of CIFAR-10 in " + FOLDER);
      }
      Files.createDirectories(own.resolve(FOLDER));
      for (String name : files().toList()) {
        Files.move(
            temporary.resolve(FOLDER).resolve(name),
            own.resolve(FOLDER).resolve(name),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      delete(temporary);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> entries = Files.walk(folder)) {
      entries.sorted(Comparator.reverseOrder()).forEach(Cifar10::deleteOne);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void deleteOne(Path place) {
    try {
      Files.delete(place);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
