package dev.bnn.cli;

import dev.bnn.datasets.Datasets;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where data sets lie. */
final class DataFolderOption {
  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where data sets lie; otherwise $$BNN_DATA_DIR or ~/.cache/bnn/datasets.")
  private Path folder;

  /** The folder, or null where none was named. */
  Path given() {
    return folder;
  }

  /** Where data sets lie. */
  Path read() {
    return folder == null ? Datasets.defaultDirectory() : folder;
  }
}
