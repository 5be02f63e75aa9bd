package dev.bnn.cli;

import dev.bnn.datasets.Dataset;
import dev.bnn.hwgen.Goal;
import dev.bnn.hwgen.PlanOptions;
import dev.bnn.hwgen.Target;
import dev.bnn.quantize.Padding;
import dev.bnn.train.Defaults;
import dev.bnn.train.Mode;
import dev.bnn.train.Recipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a sweep compares. */
final class SweepOptions {
  private static final Pattern FREE = Pattern.compile("mlp(?::x([0-9]{1,2}))?");
  private static final List<String> FREE_WIDTHS = List.of("64", "128", "256", "512");
  private static final List<String> FACTORS = List.of("0.25", "0.5", "1");

  @Option(
      names = "--dataset",
      paramLabel = "NAME|FOLDER",
      description = "A name of 'bnn data list', or a folder of pictures.")
  private String dataset;

  @Mixin private DataFolderOption dataFolder;

  @Option(
      names = "--model",
      paramLabel = "M",
      description =
          "mlp (three hidden layers; mlp:xD for D of them), tfc, sfc, lfc, cnv or cnn. Default: by"
              + " data set.")
  private String model;

  @Option(
      names = "--widths",
      paramLabel = "W",
      split = ",",
      description =
          "Neurons of a hidden layer for mlp (default 64,128,256,512), factors of a named model"
              + " (default 0.25,0.5,1).")
  private List<String> widths;

  @Option(
      names = "--modes",
      paramLabel = "binary|float",
      split = ",",
      description = "Binary networks, their float twins, or both. Default: float,binary.")
  private List<Mode> modes;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      split = ",",
      description = "One training of each network per seed. Default: 1,2,3.")
  private List<Long> seeds;

  @Option(
      names = "--paddings",
      paramLabel = "P",
      split = ",",
      description = "none, minus-one, plus-one: paddings to compare. Default: the model's own.")
  private List<Padding> paddings;

  @Option(
      names = "--inputs",
      paramLabel = "E",
      split = ",",
      description = "Encodings to compare: pixels, binary, thermometer:N. Default: by data set.")
  private List<String> inputs;

  @Option(
      names = "--recipe",
      paramLabel = "fast|best",
      description = "How long to train. Default: fast.")
  private Recipe recipe;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Epochs of every training. Default: by data set and recipe.")
  private Integer epochs;

  @Option(
      names = "--float-rates",
      paramLabel = "R",
      split = ",",
      description =
          "Learning rates a float twin is tried with, the first seed only; the best on validation is"
              + " taken. Default: a third of the recipe's, that, and three times that.")
  private List<Double> floatRates;

  @Option(
      names = "--target",
      paramLabel = "T",
      description = "Part to predict the hardware of binary networks for; see 'bnn plan --help'.")
  private String target;

  @Option(
      names = "--clock",
      paramLabel = "MHZ",
      description =
          "Planned clock of that hardware. Default: " + PlanOptions.DEFAULT_CLOCK_MHZ + ".")
  private Double clock;

  @Option(
      names = "--target-fps",
      paramLabel = "N",
      description = "Frames per second of that hardware. Default: as 'bnn plan' without a goal.")
  private Double targetFps;

  /** The words that say the same again. */
  List<String> words() {
    List<String> words = new ArrayList<>();
    add(words, "--dataset", dataset);
    add(words, "--model", model);
    add(words, "--widths", widths);
    add(words, "--modes", modes);
    add(words, "--seeds", seeds);
    add(
        words,
        "--paddings",
        paddings == null ? null : paddings.stream().map(Padding::word).toList());
    add(words, "--inputs", inputs);
    add(words, "--recipe", recipe);
    add(words, "--epochs", epochs);
    add(words, "--float-rates", floatRates);
    add(words, "--target", target);
    add(words, "--clock", clock);
    add(words, "--target-fps", targetFps);
    return words;
  }

  private static void add(List<String> words, String name, Object value) {
    if (value != null) {
      words.add(name);
      words.add(
          value instanceof Collection<?> some
              ? some.stream().map(String::valueOf).collect(Collectors.joining(","))
              : value.toString());
    }
  }

  /** The data set's name or folder. */
  String dataset() {
    if (dataset == null) {
      throw new IllegalArgumentException(
          "which data? give --dataset NAME or a folder of pictures; 'bnn data list' shows the names");
    }
    return dataset;
  }

  /** Where data sets lie. */
  Path dataDirectory() {
    return dataFolder.read();
  }

  /** The model, for people. */
  String model() {
    return model == null ? Defaults.forDataset(dataset()).model() : model;
  }

  Recipe recipe() {
    return recipe == null ? Recipe.FAST : recipe;
  }

  Optional<Integer> epochs() {
    return Optional.ofNullable(epochs);
  }

  List<Long> seeds() {
    return seeds == null ? List.of(1L, 2L, 3L) : seeds;
  }

  double clockMhz() {
    return clock == null ? PlanOptions.DEFAULT_CLOCK_MHZ : clock;
  }

  Optional<String> target() {
    return Optional.ofNullable(target);
  }

  /** How the hardware of a network is planned; empty without a target. */
  Optional<PlanOptions> hardware() {
    if (target == null) {
      if (clock != null || targetFps != null) {
        throw new IllegalArgumentException(
            "--clock and --target-fps are for hardware: add --target");
      }
      return Optional.empty();
    }
    PlanOptions options = PlanOptions.defaults().withClock(Target.parse(target), clockMhz());
    return Optional.of(targetFps == null ? options : options.withGoal(new Goal.Rate(targetFps)));
  }

  /** Learning rates that a float twin is tried with. */
  List<Double> floatRates(Dataset data) {
    if (floatRates != null) {
      return floatRates;
    }
    double usual =
        Defaults.forDataset(data.name(), data.train().size())
            .options(Mode.FLOAT, recipe(), 1)
            .learningRate();
    return Stream.of(usual / 3, usual, 3 * usual).map(SweepOptions::oneDigit).toList();
  }

  private static double oneDigit(double rate) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.0e", rate));
  }

  /** All trainings, in the order of widths, modes, paddings, inputs and seeds. */
  List<SweepTrial> trials() {
    List<SweepTrial> trials = new ArrayList<>();
    for (String width : checkWidths()) {
      for (Mode mode : modes == null ? List.of(Mode.FLOAT, Mode.BINARY) : modes) {
        for (Optional<Padding> padding : axis(paddings)) {
          for (Optional<String> input : axis(inputs)) {
            for (Long seed : seeds()) {
              trials.add(trial(width, mode, padding, input, seed));
            }
          }
        }
      }
    }
    Set<String> ids = new LinkedHashSet<>();
    for (SweepTrial trial : trials) {
      if (!ids.add(trial.id())) {
        throw new IllegalArgumentException(trial.id() + " is asked for twice");
      }
    }
    return trials;
  }

  private List<String> checkWidths() {
    List<String> all = widths == null ? (isFree() ? FREE_WIDTHS : FACTORS) : widths;
    for (String width : all) {
      if (!width.matches(isFree() ? "[1-9][0-9]{0,4}" : "[0-9]*\\.?[0-9]+")) {
        throw new IllegalArgumentException(
            "--widths: '%s' is no %s".formatted(width, isFree() ? "number of neurons" : "factor"));
      }
    }
    return all;
  }

  private boolean isFree() {
    return FREE.matcher(model()).matches();
  }

  private static <T> List<Optional<T>> axis(List<T> values) {
    return values == null ? List.of(Optional.empty()) : values.stream().map(Optional::of).toList();
  }

  private SweepTrial trial(
      String width, Mode mode, Optional<Padding> padding, Optional<String> input, long seed) {
    Matcher free = FREE.matcher(model());
    String layers = free.matches() && free.group(1) != null ? free.group(1) : "3";
    return new SweepTrial(
        width,
        free.matches() ? "mlp:" + width + "x" + layers : model(),
        free.matches() ? 1 : Double.parseDouble(width),
        mode,
        padding,
        input,
        seed);
  }
}
