package dev.bnn.cli;

import dev.bnn.hwgen.BundleFolder;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A MODEL on the command line: a {@code model.bnn}, a run folder, or a bundle.
 *
 * @param path as given
 */
record ModelArgument(Path path) {
  private static final String MODEL = "model.bnn";
  private static final String CHECKPOINT = "checkpoint.zip";

  /** The integer network. */
  BinaryNetwork network() throws IOException {
    if (!Files.exists(path)) {
      throw new CommandFailedException(path + ": no such model.bnn or run folder");
    }
    if (!Files.isDirectory(path)) {
      return ModelFile.read(path);
    }
    Path model = path.resolve(MODEL);
    if (!Files.exists(model)) {
      throw new CommandFailedException(
          path
              + ": no "
              + MODEL
              + " in this folder"
              + (checkpoint().isPresent()
                  ? " (a float network, or a training that did not end)"
                  : ""));
    }
    return ModelFile.read(model);
  }

  /** The trainer's checkpoint beside the model, if there is one. */
  Optional<Path> checkpoint() {
    Path folder = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
    return Optional.of(folder.resolve(CHECKPOINT)).filter(Files::isRegularFile);
  }

  /** Whether it is a bundle. */
  boolean isBundle() {
    return BundleFolder.isBundle(path);
  }
}
