package dev.bnn.datasets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Matrix;

/**
 * Street View House Numbers, cropped digits: two MATLAB files with a matrix {@code X} of bytes
 * (row, column, channel, image), the first index running fastest, and a column {@code y} of labels
 * 1…10, where 10 is the digit 0 (http://ufldl.stanford.edu/housenumbers/).
 *
 * <p>The validation part is taken from the training images: 1/10 of each class, 7,326 of 73,257.
 * The extra images are not used.
 */
final class Svhn implements Datasets.Loader {
  private static final int SIDE = 32;
  private static final int CHANNELS = 3;
  private static final long SPLIT_SEED = 1;
  private static final String TRAINING_FILE = "train_32x32.mat";
  private static final String TEST_FILE = "test_32x32.mat";

  private static final DatasetInfo INFO =
      new DatasetInfo(
          "svhn",
          "house numbers on photographs, a digit each",
          CHANNELS,
          SIDE,
          SIDE,
          Digits.CLASS_NAMES,
          65_931,
          7_326,
          26_032,
          "Y. Netzer and others: Reading Digits in Natural Images with Unsupervised Feature Learning,"
              + " NIPS workshop 2011, http://ufldl.stanford.edu/housenumbers/",
          "for non-commercial use only",
          "bnn data fetch svhn");

  /** MD5 as in torchvision (github.com/pytorch/vision, torchvision/datasets/svhn.py). */
  private static final List<RemoteFile> FILES =
      List.of(
          file(TRAINING_FILE, "e26dedcc434d2e4c54c9b2d4a06d8373", 250_000_000),
          file(TEST_FILE, "eb5a983be6a315427106f1b164d9cef3", 100_000_000));

  private static RemoteFile file(String name, String md5, long limit) {
    return new RemoteFile(name, List.of("http://ufldl.stanford.edu/housenumbers/"), md5, limit);
  }

  @Override
  public DatasetInfo info() {
    return INFO;
  }

  @Override
  public Optional<Path> find(Path dataDirectory) {
    return Optional.of(folder(dataDirectory)).filter(f -> missing(dataDirectory).isEmpty());
  }

  @Override
  public List<RemoteFile> missing(Path dataDirectory) {
    return FILES.stream()
        .filter(file -> !Files.isRegularFile(folder(dataDirectory).resolve(file.name())))
        .toList();
  }

  @Override
  public Dataset load(Path dataDirectory) throws IOException {
    Path folder = find(dataDirectory).orElseThrow(() -> notHere(dataDirectory));
    List<LabeledImages> training =
        StratifiedSplit.split(read(folder.resolve(TRAINING_FILE)), List.of(0.9, 0.1), SPLIT_SEED);
    return INFO.dataset(training.get(0), training.get(1), read(folder.resolve(TEST_FILE)));
  }

  private static Path folder(Path dataDirectory) {
    return dataDirectory.resolve(INFO.name());
  }

  private DatasetException notHere(Path dataDirectory) {
    return INFO.notHere(
        "%s lacks %s"
            .formatted(
                folder(dataDirectory),
                missing(dataDirectory).stream()
                    .map(RemoteFile::name)
                    .collect(Collectors.joining(", "))));
  }

  private static LabeledImages read(Path file) throws IOException {
    try (MatFile mat = Mat5.readFromFile(file.toFile())) {
      return images(mat.getMatrix("X"), mat.getMatrix("y"), file);
    } catch (DatasetException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // the library reports damage by either
      throw new DatasetException(
          "%s is no MATLAB file with X and y, or damaged (%s); delete it and get it again"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private static LabeledImages images(Matrix pixels, Matrix labels, Path file)
      throws DatasetException {
    int size = labels.getNumElements();
    int[] expected = {SIDE, SIDE, CHANNELS, size};
    int[] found = pixels.getDimensions();
    if (!Arrays.equals(found, expected)) {
      throw new DatasetException(
          "%s is damaged: X has the sides %s, not %s as %d labels say; delete it and get it again"
              .formatted(file, Arrays.toString(found), Arrays.toString(expected), size));
    }
    LabeledImages.Builder builder =
        new LabeledImages.Builder(CHANNELS, SIDE, SIDE, INFO.classNames());
    byte[] image = new byte[CHANNELS * SIDE * SIDE];
    for (int i = 0; i < size; i++) {
      copyImage(pixels, i, image);
      builder.add(image, 0, digit(labels.getInt(i), i, file));
    }
    return builder.build();
  }

  /** From (row, column, channel, image), rows innermost, to (channels, height, width). */
  private static void copyImage(Matrix pixels, int i, byte[] image) {
    int at = i * image.length;
    for (int channel = 0; channel < CHANNELS; channel++) {
      for (int column = 0; column < SIDE; column++) {
        for (int row = 0; row < SIDE; row++) {
          image[(channel * SIDE + row) * SIDE + column] = pixels.getByte(at++);
        }
      }
    }
  }

  private static int digit(int label, int i, Path file) throws DatasetException {
    if (label < 1 || label > 10) {
      throw new DatasetException(
          "%s is damaged: label %d of image %d is not 1…10; delete it and get it again"
              .formatted(file, label, i));
    }
    return label % 10;
  }
}
