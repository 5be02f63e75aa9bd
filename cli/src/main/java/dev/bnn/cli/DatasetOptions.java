package dev.bnn.cli;

import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.Datasets;
import dev.bnn.datasets.FolderOptions;
import dev.bnn.datasets.ImageSize;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Shape;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options that name a data set. */
final class DatasetOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--dataset",
      paramLabel = "NAME|FOLDER",
      description = "A name of 'bnn data list', or a folder of pictures: train/CLASS/*.png.")
  private String name;

  @Mixin private LoadOptions options;

  /** Whether one is named. */
  boolean isNamed() {
    return name != null;
  }

  /** The data set named. */
  Dataset load() throws IOException {
    if (name == null) {
      throw new IllegalArgumentException(
          "which data? give --dataset NAME or a folder of pictures; 'bnn data list' shows the names");
    }
    return options.load(name, err());
  }

  /** The data set named, or else this one. */
  Dataset loadNamed(String otherwise) throws IOException {
    return options.load(name == null ? otherwise : name, err());
  }

  /**
   * The data set named, or else the one the network was trained on; pictures of a folder are taken
   * as the network takes them.
   */
  Dataset loadFor(BinaryNetwork network) throws IOException {
    String trainedOn = network.provenance().dataset();
    if (name == null && trainedOn.isEmpty()) {
      throw new IllegalArgumentException(
          "the model does not say what it was trained on: give --dataset NAME");
    }
    String chosen = name == null ? trainedOn : name;
    if (name == null && !isKnown(chosen) && !Datasets.isFolder(chosen)) {
      throw new IllegalArgumentException(
          "the network was trained on the folder '%s', which is not here: run this where it is, or give --dataset FOLDER"
              .formatted(chosen));
    }
    if (!Datasets.isFolder(chosen)) {
      Dataset dataset = options.load(chosen, err());
      noteOtherClasses(network, dataset);
      return dataset;
    }
    Shape image = network.input().image();
    FolderOptions asTrained =
        FolderOptions.defaults()
            .withSize(new ImageSize(image.height(), image.width()))
            .withChannels(image.channels());
    Dataset dataset = options.load(chosen, asTrained, err());
    checkClasses(network, dataset);
    if (name == null && !dataset.hash().equals(network.provenance().dataHash())) {
      err().println(chosen + ": other pictures than when the network was trained");
      err().flush();
    }
    return dataset;
  }

  /** A network answers by number: the same number of other classes would give a wrong accuracy. */
  private static void checkClasses(BinaryNetwork network, Dataset dataset) {
    List<String> classes = dataset.test().classNames();
    if (!classes.equals(network.classes())) {
      throw new IllegalArgumentException(
          "the network knows the classes %s; %s has %s"
              .formatted(
                  String.join(", ", network.classes()),
                  dataset.name(),
                  String.join(", ", classes)));
    }
  }

  /** An imported network may name its classes otherwise, so this is no error. */
  private void noteOtherClasses(BinaryNetwork network, Dataset dataset) {
    List<String> classes = dataset.test().classNames();
    if (!classes.equals(network.classes())) {
      err()
          .printf(
              "note: the network knows the classes %s; %s has %s: compared by their numbers%n",
              String.join(", ", network.classes()), dataset.name(), String.join(", ", classes));
      err().flush();
    }
  }

  /** As {@link #loadFor}, but empty if none is named and the one trained on is not here. */
  Optional<Dataset> findFor(BinaryNetwork network) throws IOException {
    return name != null || isHere(network.provenance().dataset())
        ? Optional.of(loadFor(network))
        : Optional.empty();
  }

  private boolean isHere(String trainedOn) {
    if (Datasets.isFolder(trainedOn)) {
      return Files.isDirectory(Path.of(trainedOn));
    }
    return isKnown(trainedOn) && Datasets.isPresent(trainedOn, options.dataDirectory());
  }

  private static boolean isKnown(String dataset) {
    return Datasets.known().stream().anyMatch(info -> info.name().equals(dataset));
  }

  private PrintWriter err() {
    return command.commandLine().getErr();
  }
}
