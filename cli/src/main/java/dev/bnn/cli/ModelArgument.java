package dev.bnn.cli;

import dev.bnn.experiments.Zoo;
import dev.bnn.hwgen.BundleFolder;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A MODEL on the command line: a {@code model.bnn}, a run folder, a bundle, or {@code zoo:NAME}.
 *
 * @param word as given
 */
record ModelArgument(String word) {
  private static final String MODEL = "model.bnn";
  private static final String CHECKPOINT = "checkpoint.zip";
  private static final String CONFIG = "config.json";

  /** The integer network. */
  BinaryNetwork network() throws IOException {
    if (isOfZoo()) {
      return Zoo.network(word.substring(Zoo.PREFIX.length()));
    }
    Path path = path();
    if (!Files.exists(path)) {
      throw new CommandFailedException(path + ": no such model.bnn or run folder");
    }
    if (!Files.isDirectory(path)) {
      return ModelFile.read(path);
    }
    if (!Files.exists(path.resolve(MODEL))) {
      throw new CommandFailedException(path + ": no " + MODEL + " in this folder" + reason());
    }
    return ModelFile.read(path.resolve(MODEL));
  }

  private String reason() {
    if (isBundle()) {
      return ": export the bundle again";
    }
    if (checkpoint().isPresent()) {
      return ", only a checkpoint: a float network, or the folding broke off";
    }
    return Files.exists(path().resolve(CONFIG)) ? ": the training did not end" : "";
  }

  private boolean isOfZoo() {
    return word.startsWith(Zoo.PREFIX);
  }

  /** The file or folder; for other models than those of the zoo. */
  Path path() {
    return Path.of(word);
  }

  /** The trainer's checkpoint beside the model, if there is one. */
  Optional<Path> checkpoint() {
    if (isOfZoo()) {
      return Optional.empty();
    }
    Path path = path();
    Path folder = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
    return Optional.of(folder.resolve(CHECKPOINT)).filter(Files::isRegularFile);
  }

  /** Whether it is a bundle. */
  boolean isBundle() {
    return !isOfZoo() && BundleFolder.isBundle(path());
  }

  /** As given. */
  @Override
  public String toString() {
    return word;
  }
}
