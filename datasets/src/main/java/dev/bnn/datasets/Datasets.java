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
          IdxDataset.mnist(),
          IdxDataset.fashionMnist(),
          IdxDataset.kmnist(),
          new Cifar10(),
          new Svhn());

  private Datasets() {}

  /** One known data set. */
  interface Loader {
    DatasetInfo info();

    /** The folder that has all its files; empty if there is none. */
    Optional<Path> find(Path dataDirectory);

    Dataset load(Path dataDirectory) throws IOException;

    /** Whether it is part of the program: no files, nothing to fetch. */
    default boolean isEmbedded() {
      return false;
    }

    /** What must be fetched into its folder of the data directory. */
    default List<RemoteFile> missing(Path dataDirectory) {
      return List.of();
    }

    /** Makes what {@link #load} reads out of what was fetched. */
    default void unpack(Path dataDirectory, FetchListener listener) throws IOException {}

    /** {@link Dataset#contentHash} of the published images, where somebody has computed it. */
    default Optional<String> contentHash() {
      return Optional.empty();
    }
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
        : find(nameOrFolder, ", and no folder here").load(dataDirectory);
  }

  /** Whether a word means a folder: it is no known name, and it is there or looks like a path. */
  public static boolean isFolder(String nameOrFolder) {
    return !nameOrFolder.isEmpty()
        && known().stream().noneMatch(info -> info.name().equals(nameOrFolder))
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
    Loader loader = find(name);
    return loader.isEmbedded() || loader.find(dataDirectory).isPresent();
  }

  /**
   * The folder that has the files of a known data set; empty for one that is part of the program,
   * for one that is not here, and for a folder of pictures.
   */
  public static Optional<Path> findFolder(String nameOrFolder, Path dataDirectory) {
    return KNOWN.stream()
        .filter(loader -> loader.info().name().equals(nameOrFolder))
        .findFirst()
        .flatMap(loader -> loader.find(dataDirectory));
  }

  /**
   * Brings a data set into its folder if it is not here, and loads it once to see that it is right.
   * A fetch that was broken off is continued.
   *
   * @param from address to take the files from instead of the known ones, their names are put
   *     behind it
   * @throws IllegalArgumentException if the name is unknown or the address is none
   * @throws DatasetException if it cannot be had or its images are not the published ones; its
   *     message is one line for the user
   * @throws IOException if files cannot be read or written
   */
  public static FetchResult fetch(
      String name, Path dataDirectory, Optional<String> from, FetchListener listener)
      throws IOException {
    return new Fetch(find(name), dataDirectory, from, Download.Patience.USUAL, listener).run();
  }

  /**
   * {@link Dataset#contentHash} of the published images of a known data set; empty where nobody has
   * computed it, and for a folder.
   */
  public static Optional<String> publishedContentHash(String nameOrFolder) {
    return KNOWN.stream()
        .filter(loader -> loader.info().name().equals(nameOrFolder))
        .findFirst()
        .flatMap(Loader::contentHash);
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
    return find(name, "");
  }

  private static Loader find(String name, String andNoFolder) {
    return KNOWN.stream()
        .filter(loader -> loader.info().name().equals(name))
        .findFirst()
        .orElseThrow(() -> unknown(name, andNoFolder));
  }

  private static IllegalArgumentException unknown(String name, String andNoFolder) {
    List<String> names = known().stream().map(DatasetInfo::name).toList();
    return new IllegalArgumentException(
        "unknown data set '"
            + name
            + "'"
            + andNoFolder
            + ": "
            + NearestName.of(name, names).map(meant -> "did you mean '" + meant + "'? ").orElse("")
            + "use one of "
            + names
            + (andNoFolder.isEmpty() ? "" : " or a folder of pictures"));
  }
}
