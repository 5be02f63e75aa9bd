package dev.bnn.cli;

import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.ModelFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** One short training on {@code digits}, shared by all tests that only read it. */
final class Trained {
  static final int EPOCHS = 2;

  /** The folder, made by {@link #TRAINING}. */
  static final Path RUN = temporaryFolder().resolve("run");

  /** The training itself. */
  static final Execution TRAINING =
      Execution.ofSuccess("train", "--dataset", "digits", "--epochs", EPOCHS, "--out", RUN);

  /** A bundle of the network, to be copied before it is changed. */
  static final Path BUNDLE = RUN.resolveSibling("fpga");

  static {
    Execution.ofSuccess("export", RUN, "--fpga", BUNDLE);
  }

  private Trained() {}

  static BinaryNetwork network() throws IOException {
    return ModelFile.read(RUN.resolve("model.bnn"));
  }

  /** A copy of a folder. */
  static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> walk = Files.walk(from)) {
      for (Path path : walk.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
    return to;
  }

  private static Path temporaryFolder() {
    try {
      Path folder = Files.createTempDirectory("bnn-cli-test-");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> walk = Files.walk(folder)) {
      walk.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
