package dev.bnn.datasets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A data set in the four IDX files of MNIST, each plain or with {@code .gz} behind its name.
 *
 * <p>The validation part is taken from the training images: 1/12 of each class, 5,000 of 60,000.
 *
 * @param info what is known about it
 * @param systemFolder where a package of the operating system puts the files, if there is one
 * @param files the four files as published, in the order of {@link #NAMES}
 * @param contentHash of the published images, if known
 */
record IdxDataset(
    DatasetInfo info,
    Optional<Path> systemFolder,
    List<RemoteFile> files,
    Optional<String> contentHash)
    implements Datasets.Loader {
  static final List<String> NAMES =
      List.of(
          "train-images-idx3-ubyte",
          "train-labels-idx1-ubyte",
          "t10k-images-idx3-ubyte",
          "t10k-labels-idx1-ubyte");

  private static final long SPLIT_SEED = 1;

  /**
   * MNIST. MD5 as in torchvision (github.com/pytorch/vision, torchvision/datasets/mnist.py), which
   * also names the first mirror; the second is TensorFlow's. The makers' own server comes last: it
   * speaks plain HTTP.
   *
   * <p>The content hash was computed from files whose unpacked MD5 are those in SecML
   * (github.com/pralab/secml, src/secml/data/loader/c_dataloader_mnist.py).
   */
  static IdxDataset mnist() {
    return new IdxDataset(
        info(
            "mnist",
            "handwritten digits",
            Digits.CLASS_NAMES,
            "Y. LeCun, C. Cortes, C. Burges: The MNIST database of handwritten digits, 1998,"
                + " http://yann.lecun.com/exdb/mnist/",
            "CC BY-SA 3.0",
            "bnn data fetch mnist"),
        Optional.empty(),
        files(
            List.of(
                "https://ossci-datasets.s3.amazonaws.com/mnist/",
                "https://storage.googleapis.com/cvdf-datasets/mnist/",
                "http://yann.lecun.com/exdb/mnist/"),
            "f68b3c2dcbeaaa9fbdd348bbdeb94873",
            "d53e105ee54ea40749a09fcbcd1e9432",
            "9fb629c4189551a2d022fa330f9573f3",
            "ec29112dd5afa0611ce80d1b7f02629c"),
        Optional.of("823a173963c6663e90ada740723636b23059724f77fc9ef4cb4c20f613cfac96"));
  }

  /**
   * Fashion-MNIST. MD5 and both addresses as in its README
   * (github.com/zalandoresearch/fashion-mnist): a server and the folder {@code data/fashion} of the
   * repository itself.
   *
   * <p>The content hash was computed from the files of Debian's package {@code
   * dataset-fashion-mnist}, which are compressed anew.
   */
  static IdxDataset fashionMnist() {
    return new IdxDataset(
        info(
            "fashion-mnist",
            "articles of clothing",
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
            "H. Xiao, K. Rasul, R. Vollgraf: Fashion-MNIST, arXiv:1708.07747, 2017,"
                + " https://github.com/zalandoresearch/fashion-mnist",
            "MIT",
            "bnn data fetch fashion-mnist; or, on Debian and Ubuntu, sudo apt install"
                + " dataset-fashion-mnist"),
        Optional.of(Path.of("/usr/share/datasets/fashion-mnist")),
        files(
            List.of(
                "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
                "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
            "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
            "25c81989df183df01b3e8a0aad5dffbe",
            "bef4ecab320f06d8554ea6380940ec79",
            "bb300cfdad3c16e7a12a480ee83cd310"),
        Optional.of("180487f4efaa9ddf74e6ffcc6d8dae343b96693d10a009e62cfe9865ab961709"));
  }

  /**
   * Kuzushiji-MNIST. Address as in its README (github.com/rois-codh/kmnist), classes and MD5 as in
   * torchvision (github.com/pytorch/vision, torchvision/datasets/mnist.py).
   */
  static IdxDataset kmnist() {
    return new IdxDataset(
        info(
            "kmnist",
            "handwritten Japanese syllables",
            List.of("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"),
            "T. Clanuwat and others: Deep Learning for Classical Japanese Literature,"
                + " arXiv:1812.01718, 2018; KMNIST Dataset (created by CODH), adapted from"
                + " Kuzushiji Dataset (created by NIJL and others), doi:10.20676/00000341",
            "CC BY-SA 4.0",
            "bnn data fetch kmnist"),
        Optional.empty(),
        files(
            List.of("http://codh.rois.ac.jp/kmnist/dataset/kmnist/"),
            "bdb82020997e1d708af4cf47b453dcf7",
            "e144d726b3acfaa3e44228e80efcd344",
            "5c965bf0a639b31b8f53240b1b52f4d7",
            "7320c461ea6c1c855c0b718fb2a4b134"),
        Optional.empty());
  }

  private static DatasetInfo info(
      String name,
      String description,
      List<String> classNames,
      String source,
      String licence,
      String howToGet) {
    return new DatasetInfo(
        name, description, 1, 28, 28, classNames, 55_000, 5_000, 10_000, source, licence, howToGet);
  }

  private static List<RemoteFile> files(List<String> folders, String... md5) {
    long[] limits = {50_000_000, 100_000, 10_000_000, 100_000}; // not even compressed, and some
    return IntStream.range(0, NAMES.size())
        .mapToObj(i -> new RemoteFile(NAMES.get(i) + ".gz", folders, md5[i], limits[i]))
        .toList();
  }

  @Override
  public Optional<Path> find(Path dataDirectory) {
    return Stream.concat(Stream.of(folder(dataDirectory)), systemFolder.stream())
        .filter(folder -> missingIn(folder).isEmpty())
        .findFirst();
  }

  @Override
  public Dataset load(Path dataDirectory) throws IOException {
    Path folder = find(dataDirectory).orElseThrow(() -> notHere(dataDirectory));
    LabeledImages training = read(folder, NAMES.get(0), NAMES.get(1));
    LabeledImages test = read(folder, NAMES.get(2), NAMES.get(3));
    List<LabeledImages> parts =
        StratifiedSplit.split(training, List.of(11 / 12.0, 1 / 12.0), SPLIT_SEED);
    return info.dataset(parts.get(0), parts.get(1), test);
  }

  @Override
  public List<RemoteFile> missing(Path dataDirectory) {
    List<String> names = missingIn(folder(dataDirectory));
    return files.stream().filter(file -> names.contains(withoutGz(file.name()))).toList();
  }

  private LabeledImages read(Path folder, String images, String labels) throws IOException {
    return IdxReader.read(
        IdxReader.Source.of(find(folder, images).orElseThrow()),
        IdxReader.Source.of(find(folder, labels).orElseThrow()),
        info.classNames());
  }

  /** The user's own, which comes first. */
  private Path folder(Path dataDirectory) {
    return dataDirectory.resolve(info.name());
  }

  private static List<String> missingIn(Path folder) {
    return NAMES.stream()
        .filter(name -> find(folder, name).isEmpty())
        .collect(Collectors.toUnmodifiableList());
  }

  private static Optional<Path> find(Path folder, String name) {
    return Stream.of(name + ".gz", name)
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private static String withoutGz(String name) {
    return name.substring(0, name.length() - ".gz".length());
  }

  private DatasetException notHere(Path dataDirectory) {
    Path folder = folder(dataDirectory);
    return info.notHere(
        "%s lacks %s (each plain or .gz)".formatted(folder, String.join(", ", missingIn(folder))));
  }
}
