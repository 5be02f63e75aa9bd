package dev.bnn.cli;

import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.LabeledImages;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.Padding;
import dev.bnn.quantize.Shape;
import dev.bnn.train.Architecture;
import dev.bnn.train.Defaults;
import dev.bnn.train.ModelDescription;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that decide what is built; what is not said comes from the data set's defaults. */
final class ArchitectureOptions {
  @Option(
      names = "--model",
      paramLabel = "M",
      description =
          "tfc (3 × 64 neurons), sfc (3 × 256), lfc (3 × 1024), mlp:NxD, cnv (FINN's), cnn"
              + " (BinaryNet's), blocks like 64c3-64c3-p2-128d, or a file .yaml. Default: by data"
              + " set.")
  private String model;

  @Option(
      names = "--width",
      paramLabel = "F",
      description = "Factor for the neurons and channels of a named model, 0.125 to 2. Default: 1.")
  private Double width;

  @Option(
      names = "--padding",
      paramLabel = "P",
      description =
          "What stands outside the maps of convolutions: none, minus-one or plus-one. Default: none;"
              + " minus-one for cnn.")
  private Padding padding;

  @Option(
      names = "--input",
      paramLabel = "E",
      description = "pixels, binary or thermometer:N. Default: by data set.")
  private String input;

  Architecture read(Dataset dataset) throws IOException {
    Defaults defaults = Defaults.forDataset(dataset.name());
    LabeledImages images = dataset.train();
    double defaultWidth = model == null ? defaults.width() : 1;
    ModelDescription description = describe(model == null ? defaults.model() : model);
    Architecture architecture =
        Architecture.parse(
            description.model(),
            width == null ? defaultWidth : width,
            input == null ? defaults.encoding() : Encoding.parse(input),
            new Shape(images.channels(), images.height(), images.width()),
            images.classNames().size());
    return Optional.ofNullable(padding)
        .or(description::padding)
        .map(architecture::withPadding)
        .orElse(architecture);
  }

  private static ModelDescription describe(String model) throws IOException {
    return ModelDescription.isFile(model)
        ? ModelDescription.read(Path.of(model))
        : new ModelDescription(model, Optional.empty());
  }
}
