package dev.bnn.cli;

import dev.bnn.datasets.Dataset;
import dev.bnn.hwgen.Goal;
import dev.bnn.hwgen.PlanOptions;
import dev.bnn.hwgen.Target;
import dev.bnn.quantize.Padding;
import dev.bnn.train.Defaults;
import dev.bnn.train.Mode;
import dev.bnn.train.Recipe;
import dev.bnn.train.TrainOptions;
import java.nio.file.Path;
import java.time.Duration;
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
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What a sweep compares. */
final class SweepOptions {
  private static final Pattern FREE = Pattern.compile("mlp(?::x([0-9]{1,2}))?");
  private static final List<String> NEURONS = List.of("64", "128", "256", "512");
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
  private List<Integer> seeds;

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
      names = "--max-time",
      paramLabel = "T",
      description =
          "As many epochs, the same for all, as fit into this time, such as 30m or 2h: decided from"
              + " the speed of the first 200 batches of each network, and recorded.")
  private String maxTime;

  @Option(
      names = "--learning-rate",
      paramLabel = "R",
      description = "Of binary networks, at the start. Default: by data set and recipe.")
  private Double learningRate;

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

  @Mixin private GoalOptions goals;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder of the sweep, new or empty. Default: sweeps/DATASET-MODEL.")
  private Path out;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Trainings at the same time, each in a process. Default: 1.")
  private Integer workers;

  @Option(
      names = "--spark",
      paramLabel = "MASTER",
      description =
          "Train on a Spark cluster, such as spark://host:7077; see docs/sweeps.md for what it"
              + " needs.")
  private String spark;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description = "Most memory a training may take, such as 4g or 500m.")
  private String memory;

  /** The words that ask for the same trainings again: not where, and not by how many. */
  List<String> words() {
    List<String> words = new ArrayList<>();
    add(words, "--dataset", dataset);
    add(words, "--model", model);
    add(words, "--widths", widths);
    add(words, "--modes", modes);
    add(words, "--seeds", seeds);
    add(words, "--paddings", paddings);
    add(words, "--inputs", inputs);
    add(words, "--recipe", recipe);
    add(words, "--epochs", epochs);
    add(words, "--max-time", maxTime);
    add(words, "--learning-rate", learningRate);
    add(words, "--float-rates", floatRates);
    add(words, "--target", target);
    add(words, "--clock", clock);
    words.addAll(goals.words());
    return words;
  }

  /** The words that say all of it again. */
  List<String> allWords() {
    List<String> words = words();
    add(words, "--data-dir", dataFolder.given());
    add(words, "--out", out);
    add(words, "--workers", workers);
    add(words, "--spark", spark);
    add(words, "--memory", memory);
    return words;
  }

  private static void add(List<String> words, String name, Object value) {
    if (value instanceof Collection<?> some) {
      words.add(name + "=" + some.stream().map(String::valueOf).collect(Collectors.joining(",")));
    } else if (value != null) {
      words.add(name + "=" + value);
    }
  }

  /**
   * The options that such words say.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  static SweepOptions parse(List<String> words) {
    SweepOptions options = new SweepOptions();
    try {
      Bnn.withConverters(new CommandLine(options)).parseArgs(words.toArray(String[]::new));
    } catch (ParameterException e) {
      throw new IllegalArgumentException(UsageText.problem(e), e);
    }
    return options;
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

  /** The time to fill with epochs, instead of a number of them. */
  Optional<Duration> maxTime() {
    if (maxTime != null && epochs != null) {
      throw new IllegalArgumentException("--epochs or --max-time, not both");
    }
    return Optional.ofNullable(maxTime).map(time -> Durations.parse("--max-time", time));
  }

  /** Decides what {@code --max-time} has left open. */
  void decideEpochs(int number) {
    epochs = number;
    maxTime = null;
  }

  /** The folder of the sweep. */
  Path folder() {
    if (out != null) {
      return out;
    }
    Path last = Path.of(dataset()).toAbsolutePath().normalize().getFileName();
    return Path.of("sweeps", (last == null ? "data" : last) + "-" + model().replace(':', '-'));
  }

  /** Whether a folder was named. */
  boolean namesFolder() {
    return out != null;
  }

  /** Trainings at the same time. */
  int workers() {
    if (workers != null && workers < 1) {
      throw new IllegalArgumentException("--workers: " + workers + " is no number of processes");
    }
    return workers == null ? 1 : workers;
  }

  /** The Spark cluster to train on; otherwise it is this machine. */
  Optional<String> spark() {
    return Optional.ofNullable(spark);
  }

  /**
   * Looks for mistakes in where and how much at a time is trained.
   *
   * @throws IllegalArgumentException naming one
   */
  void checkMeans() {
    var unused = workers(); // throws if it is none
    if (spark != null) {
      if (!spark.matches("spark://\\S+:[0-9]+")) {
        throw new IllegalArgumentException("--spark: " + spark + " is no spark://HOST:PORT");
      }
      if (maxTime != null) {
        throw new IllegalArgumentException(
            "--max-time measures this machine, and says nothing of a cluster: give --epochs");
      }
      var unusedDriver = SparkLibraries.driver(); // throws if it is not there
    }
  }

  /** Most memory of a training, if that is limited. */
  Optional<String> memory() {
    return Optional.ofNullable(memory);
  }

  List<Integer> seeds() {
    return seeds == null ? List.of(1, 2, 3) : seeds;
  }

  double clockMhz() {
    return clock == null ? PlanOptions.DEFAULT_CLOCK_MHZ : clock;
  }

  Optional<String> target() {
    return Optional.ofNullable(target);
  }

  /**
   * How the hardware of a network is planned; empty without a target.
   *
   * @throws IllegalArgumentException if no network can be planned so
   */
  Optional<PlanOptions> hardware() {
    Goal goal = goals.read();
    if (target == null) {
      if (clock != null || !goal.equals(Goal.USUAL)) {
        throw new IllegalArgumentException(
            "--clock, --target-fps, --target-latency and --fit are for hardware: add --target");
      }
      return Optional.empty();
    }
    Target part = Target.parse(target);
    if (goal instanceof Goal.Fit && part.equals(Target.GENERIC)) {
      throw new IllegalArgumentException("--fit needs a part, and nothing limits 'generic'");
    }
    return Optional.of(PlanOptions.defaults().withClock(part, clockMhz()).withGoal(goal));
  }

  /** How a network is trained. */
  TrainOptions training(Dataset data, Mode mode) {
    TrainOptions options =
        Defaults.forDataset(data.name(), data.train().size()).options(mode, recipe(), 1);
    options = epochs == null ? options : options.withEpochs(epochs);
    return mode == Mode.FLOAT || learningRate == null
        ? options
        : options.withLearningRate(learningRate);
  }

  /** The learning rate of binary networks, if it is not the recipe's. */
  Optional<Double> learningRate() {
    return Optional.ofNullable(learningRate);
  }

  /** Learning rates that a float twin is tried with. */
  List<Double> floatRates(Dataset data) {
    if (floatRates != null) {
      return floatRates;
    }
    double usual = training(data, Mode.FLOAT).learningRate();
    return Stream.of(usual / 3, usual, 3 * usual).map(SweepOptions::oneDigit).toList();
  }

  private static double oneDigit(double rate) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.0e", rate));
  }

  /** All trainings, in the order of widths, modes, paddings, inputs and seeds. */
  List<SweepTrial> trials() {
    List<SweepTrial> trials = new ArrayList<>();
    for (SweepWidth width : widths()) {
      for (Mode mode : modes == null ? List.of(Mode.FLOAT, Mode.BINARY) : modes) {
        for (Optional<Padding> padding : axis(paddings)) {
          for (Optional<String> input : axis(inputs)) {
            for (int seed : seeds()) {
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

  private List<SweepWidth> widths() {
    return isFree()
        ? (widths == null ? NEURONS : widths).stream().map(SweepWidth::ofNeurons).toList()
        : (widths == null ? FACTORS : widths).stream().map(SweepWidth::ofFactor).toList();
  }

  private boolean isFree() {
    return FREE.matcher(model()).matches();
  }

  private static <T> List<Optional<T>> axis(List<T> values) {
    return values == null ? List.of(Optional.empty()) : values.stream().map(Optional::of).toList();
  }

  private SweepTrial trial(
      SweepWidth width, Mode mode, Optional<Padding> padding, Optional<String> input, int seed) {
    Matcher free = FREE.matcher(model());
    String layers = free.matches() && free.group(1) != null ? free.group(1) : "3";
    return new SweepTrial(
        width,
        free.matches() ? "mlp:" + width.label() + "x" + layers : model(),
        free.matches() ? 1 : width.size(),
        mode,
        padding,
        input,
        seed);
  }
}
