package dev.bnn.cli;

import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.LabeledImages;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.Padding;
import dev.bnn.quantize.Shape;
import dev.bnn.train.Architecture;
import dev.bnn.train.Defaults;
import dev.bnn.train.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One training of a sweep.
 *
 * @param width that is compared
 * @param model for {@link Architecture}
 * @param factor of its neurons and channels
 * @param mode binary, or the float twin
 * @param padding of convolutions, if one was asked for
 * @param input encoding, if one was asked for
 * @param seed of the training
 */
record SweepTrial(
    SweepWidth width,
    String model,
    double factor,
    Mode mode,
    Optional<Padding> padding,
    Optional<String> input,
    int seed) {
  /** The network, whatever the seed: {@code 64-float}. */
  String group() {
    return width.word()
        + "-"
        + mode
        + padding.map(p -> "-" + p.word()).orElse("")
        + input.map(i -> "-" + i.replace(":", "")).orElse("");
  }

  /** Name of its folder. */
  String id() {
    return group() + "-seed" + seed;
  }

  /** What is trained. */
  Architecture architecture(Dataset data) {
    LabeledImages images = data.train();
    Architecture architecture =
        Architecture.parse(
            model,
            factor,
            input.map(Encoding::parse).orElse(Defaults.forDataset(data.name()).encoding()),
            new Shape(images.channels(), images.height(), images.width()),
            images.classNames().size());
    return padding.map(architecture::withPadding).orElse(architecture);
  }

  /** The words of {@code bnn train} for it, but the data set. */
  List<String> words() {
    List<String> words = new ArrayList<>(List.of("--model", model));
    if (factor != 1) {
      words.addAll(List.of("--width", String.valueOf(factor)));
    }
    words.addAll(List.of("--mode", mode.toString(), "--seeds", String.valueOf(seed)));
    padding.ifPresent(p -> words.addAll(List.of("--padding", p.word())));
    input.ifPresent(i -> words.addAll(List.of("--input", i)));
    return words;
  }
}
