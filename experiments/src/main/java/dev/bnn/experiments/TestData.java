package dev.bnn.experiments;

import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.Datasets;
import dev.bnn.datasets.FolderOptions;
import dev.bnn.datasets.ImageSize;
import dev.bnn.datasets.LabeledImages;
import dev.bnn.quantize.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The test images that a run was scored on, or why they are not to be had.
 *
 * @param images empty if they are not here
 * @param reason one line; empty text if they are here
 */
record TestData(Optional<LabeledImages> images, String reason) {

  /** The test images of a data set, if it is the one the run was trained on. */
  static TestData of(Run run, Dataset dataset) {
    String hash = run.option("dataHash");
    return dataset.hash().equals(hash)
        ? new TestData(Optional.of(dataset.test()), "")
        : absent(
            "%s here is not what was trained on: its hash is %s, not %s"
                .formatted(dataset.name(), abbreviate(dataset.hash()), abbreviate(hash)));
  }

  /** Looks for the data set of a run, as it was trained. */
  static TestData find(Run run, Path dataDirectory) {
    String name = run.option("dataset");
    try {
      if (!isHere(name, dataDirectory)) {
        return absent("the data set " + name + " is not here");
      }
      FolderOptions options =
          run.network()
              .map(network -> network.input().image())
              .map(TestData::asTrained)
              .orElse(FolderOptions.defaults());
      return of(run, Datasets.load(name, dataDirectory, options));
    } catch (IOException | IllegalArgumentException e) {
      return absent("the data set " + name + " cannot be loaded: " + e.getMessage());
    }
  }

  private static FolderOptions asTrained(Shape image) {
    return FolderOptions.defaults()
        .withSize(new ImageSize(image.height(), image.width()))
        .withChannels(image.channels())
        .withSkipUnreadable(true);
  }

  private static boolean isHere(String name, Path dataDirectory) {
    return Datasets.isFolder(name)
        ? Files.isDirectory(Path.of(name))
        : Datasets.isPresent(name, dataDirectory);
  }

  private static TestData absent(String reason) {
    return new TestData(Optional.empty(), reason);
  }

  private static String abbreviate(String hash) {
    return hash.length() > 12 ? hash.substring(0, 12) + "…" : hash;
  }
}
