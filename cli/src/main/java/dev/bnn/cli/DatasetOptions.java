package dev.bnn.cli;

import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.Datasets;
import dev.bnn.quantize.BinaryNetwork;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that name a data set. */
final class DatasetOptions {
  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      description = "Data set: digits, mnist, fashion-mnist.")
  private String name;

  @Mixin private DataFolderOption folder;

  /** The data set named. */
  Dataset load() throws IOException {
    if (name == null) {
      throw new IllegalArgumentException(
          "which data? give --dataset NAME; 'bnn data list' shows them");
    }
    return Datasets.load(name, folder.read());
  }

  /** The data set named, or else the one the network was trained on. */
  Dataset loadFor(BinaryNetwork network) throws IOException {
    if (name != null) {
      return load();
    }
    String trainedOn = network.provenance().dataset();
    if (trainedOn.isEmpty()) {
      throw new IllegalArgumentException(
          "the model does not say what it was trained on: give --dataset NAME");
    }
    return Datasets.load(trainedOn, folder.read());
  }

  /** As {@link #loadFor}, but empty if none is named and the one trained on is not here. */
  Optional<Dataset> findFor(BinaryNetwork network) throws IOException {
    String trainedOn = network.provenance().dataset();
    boolean known = Datasets.known().stream().anyMatch(d -> d.name().equals(trainedOn));
    boolean here = known && Datasets.isPresent(trainedOn, folder.read());
    return name != null || here ? Optional.of(loadFor(network)) : Optional.empty();
  }
}
