package dev.bnn.datasets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A data set in the four IDX files of MNIST, each plain or with {@code .gz} behind its name.
 *
 * <p>The validation part is taken from the training images: 1/12 of each class, 5,000 of 60,000.
 *
 * @param info what is known about it
 * @param systemFolder where a package of the operating system puts the files, if there is one
 */
record IdxDataset(DatasetInfo info, Optional<Path> systemFolder) implements Datasets.Loader {
  private static final long SPLIT_SEED = 1;
  private static final List<String> FILES =
      List.of(
          "train-images-idx3-ubyte",
          "train-labels-idx1-ubyte",
          "t10k-images-idx3-ubyte",
          "t10k-labels-idx1-ubyte");

  @Override
  public boolean isPresent(Path dataDirectory) {
    return folders(dataDirectory).anyMatch(folder -> missingIn(folder).isEmpty());
  }

  @Override
  public Dataset load(Path dataDirectory) throws IOException {
    Path folder =
        folders(dataDirectory)
            .filter(f -> missingIn(f).isEmpty())
            .findFirst()
            .orElseThrow(() -> missing(dataDirectory));
    LabeledImages training = read(folder, FILES.get(0), FILES.get(1));
    LabeledImages test = read(folder, FILES.get(2), FILES.get(3));
    List<LabeledImages> parts =
        StratifiedSplit.split(training, List.of(11 / 12.0, 1 / 12.0), SPLIT_SEED);
    return info.dataset(parts.get(0), parts.get(1), test);
  }

  private LabeledImages read(Path folder, String images, String labels) throws IOException {
    return IdxReader.read(
        IdxReader.Source.of(find(folder, images).orElseThrow()),
        IdxReader.Source.of(find(folder, labels).orElseThrow()),
        info.classNames());
  }

  /** The user's own folder first. */
  private Stream<Path> folders(Path dataDirectory) {
    return Stream.concat(Stream.of(dataDirectory.resolve(info.name())), systemFolder.stream());
  }

  private static List<String> missingIn(Path folder) {
    return FILES.stream()
        .filter(name -> find(folder, name).isEmpty())
        .collect(Collectors.toUnmodifiableList());
  }

  private static Optional<Path> find(Path folder, String name) {
    return Stream.of(name + ".gz", name)
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private DatasetException missing(Path dataDirectory) {
    Path folder = dataDirectory.resolve(info.name());
    return new DatasetException(
        String.format(
            "data set '%s' is not here: %s lacks %s (each plain or .gz); %s",
            info.name(), folder, String.join(", ", missingIn(folder)), info.howToGet()));
  }
}
