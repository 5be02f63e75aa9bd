package dev.bnn.train;

import static dev.bnn.train.Checks.check;

import dev.bnn.quantize.AtomicFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The folder of one training; never overwrites another.
 *
 * <ul>
 *   <li>{@code config.json}: {@link RunConfig}
 *   <li>{@code metrics.csv}: a line per epoch, columns as in {@link #METRICS_HEADER}; whole after
 *       every epoch
 *   <li>{@code checkpoint.zip}: {@link TrainedModel#save}
 *   <li>{@code model.bnn}: the integer network, once it has been quantized
 * </ul>
 */
public final class RunFolder {
  /** First line of {@code metrics.csv}. */
  public static final String METRICS_HEADER =
      "epoch,learning_rate,train_loss,train_accuracy,validation_accuracy,images_per_second,seconds";

  private final Path path;

  private RunFolder(Path path) {
    this.path = path;
  }

  /**
   * A new folder {@code parent/name}, or {@code parent/name-2}, {@code -3}, … if there is one.
   * Characters of the name that make trouble in file names become {@code -}.
   */
  public static RunFolder create(Path parent, String name) throws IOException {
    String safe = name.replaceAll("[^A-Za-z0-9._-]", "-");
    Files.createDirectories(parent);
    for (int number = 1; ; number++) {
      Path path = parent.resolve(number == 1 ? safe : safe + "-" + number);
      try {
        return new RunFolder(Files.createDirectory(path));
      } catch (FileAlreadyExistsException e) {
        // taken, perhaps by another process a moment ago: the next number
      }
    }
  }

  /**
   * Exactly this folder, new or empty.
   *
   * @throws IllegalArgumentException if something is in it, or it is a file
   */
  public static RunFolder createAt(Path path) throws IOException {
    check(!Files.exists(path) || Files.isDirectory(path), "%s is not a folder", path);
    Files.createDirectories(path);
    try (Stream<Path> content = Files.list(path)) {
      check(
          content.findAny().isEmpty(),
          "%s is not empty: choose another folder, runs are never overwritten",
          path);
    }
    return new RunFolder(path);
  }

  /**
   * The folder of a run that has been.
   *
   * @throws IllegalArgumentException if there is no {@code config.json}
   */
  public static RunFolder open(Path path) {
    RunFolder folder = new RunFolder(path);
    check(Files.isRegularFile(folder.config()), "%s is not a run folder: no config.json", path);
    return folder;
  }

  public Path path() {
    return path;
  }

  /** {@code config.json}. */
  public Path config() {
    return path.resolve("config.json");
  }

  /** {@code metrics.csv}. */
  public Path metrics() {
    return path.resolve("metrics.csv");
  }

  /** {@code checkpoint.zip}. */
  public Path checkpoint() {
    return path.resolve("checkpoint.zip");
  }

  /** {@code model.bnn}. */
  public Path model() {
    return path.resolve("model.bnn");
  }

  /** Writes {@code config.json}. */
  public void writeConfig(RunConfig config) throws IOException {
    AtomicFiles.write(config(), config.toJson().getBytes(StandardCharsets.UTF_8));
  }

  /** Reads {@code config.json}. */
  public RunConfig readConfig() throws IOException {
    try {
      return RunConfig.parse(Files.readString(config()));
    } catch (IllegalArgumentException e) {
      throw new IOException(config() + ": " + e.getMessage(), e);
    }
  }

  /** A listener that keeps {@code metrics.csv}: after every epoch the file is whole. */
  public TrainingListener metricsWriter() {
    StringBuilder lines = new StringBuilder(METRICS_HEADER).append('\n');
    return new TrainingListener() {
      @Override
      public void started(int epochs, int batches) {
        write();
      }

      @Override
      public void epoch(EpochMetrics metrics) {
        lines.append(line(metrics)).append('\n');
        write();
      }

      private void write() {
        try {
          AtomicFiles.write(metrics(), lines.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  private static String line(EpochMetrics m) {
    return String.format(
        Locale.ROOT,
        "%d,%.6g,%.6f,%.6f,%.6f,%.1f,%.3f",
        m.epoch(),
        m.learningRate(),
        m.trainLoss(),
        m.trainAccuracy(),
        m.validationAccuracy(),
        m.imagesPerSecond(),
        m.seconds());
  }
}
