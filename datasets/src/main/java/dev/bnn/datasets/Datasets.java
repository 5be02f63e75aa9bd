package dev.bnn.datasets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Entry point: data sets by name. */
public final class Datasets {
  private static final List<Loader> KNOWN =
      List.of(
          new Digits(),
          new IdxDataset(
              new DatasetInfo(
                  "mnist",
                  "handwritten digits",
                  1,
                  28,
                  28,
                  Digits.CLASS_NAMES,
                  55_000,
                  5_000,
                  10_000,
                  "Y. LeCun, C. Cortes, C. Burges: The MNIST database of handwritten digits, 1998,"
                      + " http://yann.lecun.com/exdb/mnist/",
                  "CC BY-SA 3.0",
                  "get each from https://ossci-datasets.s3.amazonaws.com/mnist/NAME.gz"),
              Optional.empty()),
          new IdxDataset(
              new DatasetInfo(
                  "fashion-mnist",
                  "articles of clothing",
                  1,
                  28,
                  28,
                  List.of(
                      "T-shirt/top",
                      "Trouser",
                      "Pullover",
                      "Dress",
                      "Coat",
                      "Sandal",
                      "Shirt",
                      "Sneaker",
                      "Bag",
                      "Ankle boot"),
                  55_000,
                  5_000,
                  10_000,
                  "H. Xiao, K. Rasul, R. Vollgraf: Fashion-MNIST, arXiv:1708.07747, 2017,"
                      + " https://github.com/zalandoresearch/fashion-mnist",
                  "MIT",
                  "on Debian and Ubuntu: sudo apt install dataset-fashion-mnist; elsewhere get them"
                      + " from https://github.com/zalandoresearch/fashion-mnist"),
              Optional.of(Path.of("/usr/share/datasets/fashion-mnist"))));

  private Datasets() {}

  /** One known data set. */
  interface Loader {
    DatasetInfo info();

    /** Whether all files are there. */
    boolean isPresent(Path dataDirectory);

    Dataset load(Path dataDirectory) throws IOException;
  }

  /** The data sets that {@link #load} knows. */
  public static List<DatasetInfo> known() {
    return KNOWN.stream().map(Loader::info).collect(Collectors.toUnmodifiableList());
  }

  /**
   * Loads a data set; the same files always give the same three parts.
   *
   * @param name one of {@link #known}
   * @param dataDirectory holds a folder for each data set, named like it
   * @throws IllegalArgumentException if the name is unknown
   * @throws DatasetException if files are missing or damaged; its message is one line for the user
   * @throws IOException if files cannot be read
   */
  public static Dataset load(String name, Path dataDirectory) throws IOException {
    return load(name, dataDirectory, FolderOptions.defaults());
  }

  /**
   * Loads a data set, or the pictures of a folder as {@link ImageFolder} describes.
   *
   * @param nameOrFolder one of {@link #known}, or else a folder
   * @param dataDirectory holds a folder for each known data set, named like it
   * @param options how a folder is loaded
   * @throws IllegalArgumentException if it is neither
   * @throws DatasetException if files are missing or damaged; its message is one line for the user
   * @throws IOException if files cannot be read
   */
  public static Dataset load(String nameOrFolder, Path dataDirectory, FolderOptions options)
      throws IOException {
    return isFolder(nameOrFolder)
        ? ImageFolder.load(nameOrFolder, Path.of(nameOrFolder), options)
        : find(nameOrFolder).load(dataDirectory);
  }

  /** Whether a word means a folder: it is no known name, and it is there or looks like a path. */
  public static boolean isFolder(String nameOrFolder) {
    return known().stream().noneMatch(info -> info.name().equals(nameOrFolder))
        && (nameOrFolder.contains("/")
            || nameOrFolder.contains("\\")
            || nameOrFolder.startsWith(".")
            || Files.exists(Path.of(nameOrFolder)));
  }

  /**
   * Whether the files of a data set are all there (their contents are not looked at).
   *
   * @throws IllegalArgumentException if the name is unknown
   */
  public static boolean isPresent(String name, Path dataDirectory) {
    return find(name).isPresent(dataDirectory);
  }

  /** Where data sets are kept: {@code $BNN_DATA_DIR}, else {@code ~/.cache/bnn/datasets}. */
  public static Path defaultDirectory() {
    String home = System.getenv().getOrDefault("HOME", System.getProperty("user.home"));
    return defaultDirectory(System.getenv(), home);
  }

  static Path defaultDirectory(Map<String, String> environment, String home) {
    String chosen = environment.getOrDefault("BNN_DATA_DIR", "");
    return chosen.isEmpty() ? Path.of(home, ".cache", "bnn", "datasets") : Path.of(chosen);
  }

  private static Loader find(String name) {
    return KNOWN.stream()
        .filter(loader -> loader.info().name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown data set '"
                        + name
                        + "': use one of "
                        + known().stream().map(DatasetInfo::name).collect(Collectors.toList())));
  }
}
