package dev.bnn.train;

import static dev.bnn.train.Checks.check;

import dev.bnn.quantize.AtomicFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The folder of one training; never overwrites another.
 *
 * <ul>
 *   <li>{@code config.json}: {@link RunConfig}
 *   <li>{@code metrics.csv}: a line per epoch, columns as in {@link #METRICS_HEADER}; whole after
 *       every epoch
 *   <li>{@code health.csv}: for a binary network, a line per epoch and layer, columns as in {@link
 *       #HEALTH_HEADER}
 *   <li>{@code state.zip}: while it is trained, what is needed to go on
 *   <li>{@code result.json}: accuracies, and the answers to the test set; last of all
 *   <li>{@code checkpoint.zip}: {@link TrainedModel#save}
 *   <li>{@code model.bnn}: the integer network, once it has been quantized
 * </ul>
 */
public final class RunFolder {
  /** First line of {@code metrics.csv}. */
  public static final String METRICS_HEADER =
      "epoch,learning_rate,train_loss,train_accuracy,validation_accuracy,images_per_second,seconds";

  /** First line of {@code health.csv}; the values are those of {@link LayerHealth}. */
  public static final String HEALTH_HEADER =
      "epoch,layer,flip_rate,saturated,constant_channels,channels";

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

  /** {@code health.csv}. */
  public Path health() {
    return path.resolve("health.csv");
  }

  /** {@code state.zip}. */
  public Path state() {
    return path.resolve("state.zip");
  }

  /** {@code result.json}. */
  public Path result() {
    return path.resolve("result.json");
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

  /**
   * A listener that keeps {@code metrics.csv} and {@code health.csv}: after every epoch the files
   * are whole.
   */
  public TrainingListener metricsWriter() {
    return new MetricsWriter();
  }

  private final class MetricsWriter implements TrainingListener {
    private final StringBuilder lines = new StringBuilder(METRICS_HEADER).append('\n');
    private final StringBuilder healthLines = new StringBuilder(HEALTH_HEADER).append('\n');

    @Override
    public void started(int epochs, int batches) {
      write(metrics(), lines);
    }

    @Override
    public void resumed(List<EpochMetrics> epochs, List<List<LayerHealth>> health) {
      epochs.forEach(this::epoch);
      for (int i = 0; i < health.size(); i++) {
        health(i + 1, health.get(i));
      }
    }

    @Override
    public void epoch(EpochMetrics metrics) {
      lines.append(line(metrics)).append('\n');
      write(metrics(), lines);
    }

    @Override
    public void health(int epoch, List<LayerHealth> layers) {
      for (LayerHealth layer : layers) {
        healthLines.append(line(epoch, layer)).append('\n');
      }
      write(RunFolder.this.health(), healthLines);
    }

    private static void write(Path file, StringBuilder lines) {
      try {
        AtomicFiles.write(file, lines.toString().getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static String line(int epoch, LayerHealth health) {
    return String.format(
        Locale.ROOT,
        "%d,%s,%.6f,%.6f,%d,%d",
        epoch,
        health.layer(),
        health.flipRate(),
        health.saturated(),
        health.constantChannels(),
        health.channels());
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
