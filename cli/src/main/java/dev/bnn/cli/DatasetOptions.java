package dev.bnn.cli;

import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.Datasets;
import dev.bnn.quantize.BinaryNetwork;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Options that name a data set. */
final class DatasetOptions {
  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      description = "Data set: digits, mnist, fashion-mnist.")
  String name;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where data sets lie; otherwise $$BNN_DATA_DIR or ~/.cache/bnn/datasets.")
  Path directory;

  Dataset load(String chosen) throws IOException {
    return Datasets.load(chosen, directory == null ? Datasets.defaultDirectory() : directory);
  }

  /** The data set named, or else the one the network was trained on. */
  Dataset loadFor(BinaryNetwork network) throws IOException {
    String trainedOn = network.provenance().dataset();
    if (name == null && trainedOn.isEmpty()) {
      throw new IllegalArgumentException(
          "the model does not say what it was trained on: give --dataset NAME");
    }
    return load(name == null ? trainedOn : name);
  }
}
