package dev.bnn.datasets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The embedded data set: small enough to travel with the program, see {@code digits.md}. */
final class Digits implements Datasets.Loader {
  static final List<String> CLASS_NAMES =
      IntStream.range(0, 10).mapToObj(Integer::toString).collect(Collectors.toUnmodifiableList());

  private static final long SPLIT_SEED = 1;

  private static final DatasetInfo INFO =
      new DatasetInfo(
          "digits",
          "handwritten digits, 8×8 cells of 17 grey levels; part of the program",
          1,
          8,
          8,
          CLASS_NAMES,
          1213,
          225,
          359,
          "E. Alpaydin, C. Kaynak: Optical Recognition of Handwritten Digits, UCI Machine Learning"
              + " Repository, 1998, doi:10.24432/C50P49 (test part)",
          "CC BY 4.0",
          "nothing to do: it is part of the program");

  @Override
  public DatasetInfo info() {
    return INFO;
  }

  @Override
  public boolean isEmbedded() {
    return true;
  }

  @Override
  public Optional<String> contentHash() {
    return Optional.of("bbf90dc8c90db91548b5dc380e242c66881d08eca46ae5bc5b18a098aa4c01b3");
  }

  @Override
  public Optional<Path> find(Path dataDirectory) {
    return Optional.empty();
  }

  /**
   * All 1,797 images in the order of the source.
   *
   * <p>A cell that counts v dark pixels of 4×4 is stored as min(255, 16·v).
   */
  static LabeledImages images() throws IOException {
    return IdxReader.read(
        resource("digits-images-idx3-ubyte.gz"),
        resource("digits-labels-idx1-ubyte.gz"),
        INFO.classNames());
  }

  /**
   * The images divided at random: 67.5 % training, 12.5 % validation, 20 % test. The same writers
   * are in all parts, so accuracies are higher than on the source's own division by writer.
   */
  @Override
  public Dataset load(Path dataDirectory) throws IOException {
    List<LabeledImages> parts =
        StratifiedSplit.split(images(), List.of(0.675, 0.125, 0.2), SPLIT_SEED);
    return INFO.dataset(parts.get(0), parts.get(1), parts.get(2));
  }

  private static IdxReader.Source resource(String name) {
    return new IdxReader.Source(name, () -> Digits.class.getResourceAsStream(name));
  }
}
