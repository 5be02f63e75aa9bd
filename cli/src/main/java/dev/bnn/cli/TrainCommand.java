package dev.bnn.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.datasets.Augment;
import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.LabeledImages;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.Version;
import dev.bnn.train.Architecture;
import dev.bnn.train.Continuation;
import dev.bnn.train.Defaults;
import dev.bnn.train.Mode;
import dev.bnn.train.Recipe;
import dev.bnn.train.RunConfig;
import dev.bnn.train.RunFolder;
import dev.bnn.train.StopSignal;
import dev.bnn.train.TrainOptions;
import dev.bnn.train.Trainer;
import dev.bnn.train.TrainingListener;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bnn train}. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Train a network; what it gives lies in a new run folder.",
      "",
      "The epoch is chosen on the validation split; the test set is scored once, at the end, by the"
          + " integer network."
    },
    footer = {
      "",
      "  bnn train --dataset digits",
      "  bnn train --dataset mnist --model lfc --width 0.5 --seeds 1,2,3",
      "  bnn train --resume runs/mnist-lfc-0.5-seed2",
      "",
      "A run folder holds config.json, metrics.csv, checkpoint.zip, result.json, report.html and, for",
      "binary networks, health.csv and model.bnn. Whatever stops a training, --resume goes on from its last",
      "state, and the result is the same to the bit."
    })
final class TrainCommand implements Callable<Integer> {
  /** A batch, and writing a state, take far less. */
  private static final long SECONDS_TO_SAVE = 60;

  @Mixin private DatasetOptions data;
  @Mixin private ArchitectureOptions architecture;

  @Option(
      names = "--mode",
      paramLabel = "binary|float",
      defaultValue = "binary",
      description = "Binary network, or its float twin. Default: ${DEFAULT-VALUE}.")
  private Mode mode;

  @Option(
      names = "--recipe",
      paramLabel = "fast|best",
      defaultValue = "fast",
      description = "How long to train. Default: ${DEFAULT-VALUE}.")
  private Recipe recipe;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Epochs. Default: by data set and recipe.")
  private Integer epochs;

  @Option(
      names = "--max-time",
      paramLabel = "T",
      description =
          "As many epochs as fit into this time, such as 30m or 2h: decided from the speed of the"
              + " first 200 batches, and recorded.")
  private String maxTime;

  @Option(
      names = "--patience",
      paramLabel = "N",
      description = "Stop after N epochs without a better validation accuracy. Default: never.")
  private Integer patience;

  @Option(
      names = "--augment",
      paramLabel = "A",
      description =
          "How training images are changed at random: some of crop:N,flip,shift:N,rotate:N, or none."
              + " Default: by data set.")
  private String augment;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      split = ",",
      defaultValue = "1",
      description = "One training per seed; several give mean and deviation. Default: 1.")
  private List<Long> seeds;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Run folder, new or empty. Default: a new one under runs/.")
  private Path out;

  @Option(
      names = "--resume",
      paramLabel = "DIR",
      description =
          "Go on with the training of a run folder; it knows all options, none is given again.")
  private Path resume;

  @Option(
      names = "--save-every",
      paramLabel = "T",
      defaultValue = "60s",
      description = "Time between two saved states. Default: ${DEFAULT-VALUE}.")
  private String saveEvery;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description = "Most memory the process may take for training, such as 4g or 500m.")
  private String memory;

  @Option(names = "--worker", paramLabel = "FILE", hidden = true, description = "For 'bnn sweep'.")
  private Path worker;

  @Spec private CommandSpec command;

  @Mixin private RecipeOptions recipeParts;
  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    NativeMemory.limit(memory);
    if (worker != null) {
      SweepWorker.begin(worker);
    }
    if (resume != null) {
      return goOn();
    }
    checkSeeds();
    Duration every = Durations.parse("--save-every", saveEvery);
    Optional<Augment> changes = Optional.ofNullable(augment).map(Augment::parse);
    UnaryOperator<TrainOptions> parts = recipeParts.read();
    Dataset dataset = data.load();
    Architecture chosen = architecture.read(dataset);
    List<TrainOptions> trainings =
        seeds.stream().map(seed -> options(dataset, changes, seed)).map(parts).toList();
    Optional<Integer> fitting = epochsThatFit(dataset, chosen, trainings.get(0));
    if (out != null) {
      RunFolder.createAt(out); // before hours of work
    }
    List<TrainRun> runs = new ArrayList<>();
    for (TrainOptions options : trainings) {
      runs.add(train(dataset, chosen, fitting.map(options::withEpochs).orElse(options), every));
    }
    output.print(() -> toJson(runs), () -> toText(runs));
    return 0;
  }

  private void checkSeeds() {
    Set<Long> seen = new TreeSet<>();
    for (Long seed : seeds) {
      if (!seen.add(seed)) {
        throw new IllegalArgumentException("--seeds: " + seed + " is there twice");
      }
    }
  }

  private TrainOptions options(Dataset dataset, Optional<Augment> changes, long seed) {
    TrainOptions byDefault =
        Defaults.forDataset(dataset.name(), dataset.train().size()).options(mode, recipe, seed);
    TrainOptions options = changes.map(byDefault::withAugment).orElse(byDefault);
    options = patience == null ? options : options.withPatience(patience);
    return epochs == null ? options : options.withEpochs(epochs);
  }

  /** How many epochs fit into {@code --max-time}, all seeds together. */
  private Optional<Integer> epochsThatFit(
      Dataset dataset, Architecture chosen, TrainOptions options) {
    if (maxTime == null) {
      return Optional.empty();
    }
    if (epochs != null) {
      throw new IllegalArgumentException("--epochs or --max-time, not both");
    }
    double seconds = Durations.parse("--max-time", maxTime).toMillis() / 1e3;
    long began = System.nanoTime();
    double perEpoch = Trainer.measureEpochSeconds(dataset, chosen, options);
    double left = (seconds - (System.nanoTime() - began) / 1e9) / seeds.size();
    int fit = (int) Math.max(1, Math.min(100_000, left / perEpoch));
    output
        .progress()
        .printf(
            "An epoch takes %.1f s: %d epochs fit into %s%s%n",
            perEpoch, fit, maxTime, left < perEpoch ? " (not quite; at least one is trained)" : "");
    return Optional.of(fit);
  }

  private TrainRun train(Dataset dataset, Architecture chosen, TrainOptions options, Duration every)
      throws IOException {
    RunFolder folder = folder(dataset, chosen, options);
    output
        .progress()
        .printf(
            "Training %s on %s: %s, seed %d; %s; into %s%n",
            chosen.name(),
            dataset.name(),
            options.describe(),
            options.seed(),
            ExpectedTime.ofTraining(chosen, dataset.train().size(), options),
            folder.path());
    output.progress().flush();
    return watch(
        folder,
        options,
        every,
        (printer, continuation) ->
            TrainRun.train(dataset, chosen, options, folder, printer, continuation));
  }

  /** {@code --resume}. */
  private int goOn() throws IOException {
    checkNothingElseIsGiven();
    RunFolder folder = RunFolder.open(resume);
    RunConfig config = folder.readConfig();
    if (Files.exists(folder.result())) {
      throw new IllegalArgumentException(
          resume + " is finished: its result is in " + folder.result());
    }
    if (!config.tool().equals(Version.TOOL)) {
      throw new IllegalArgumentException(
          "%s was begun by %s, this is %s: its bits might differ; go on with that, or train anew"
              .formatted(resume, config.tool(), Version.TOOL));
    }
    Dataset dataset = data.loadNamed(config.dataset());
    if (!dataset.hash().equals(config.dataHash())) {
      throw new IllegalArgumentException(
          "%s was trained on other images than '%s' has now: its hash was %s, it is %s"
              .formatted(resume, dataset.name(), config.dataHash(), dataset.hash()));
    }
    LabeledImages images = dataset.train();
    Architecture chosen =
        new Architecture(
            config.model(),
            config.width(),
            config.padding(),
            new Shape(images.channels(), images.height(), images.width()),
            Encoding.parse(config.encoding()),
            images.classNames().size());
    output
        .progress()
        .printf(
            "Going on with %s on %s: %s, seed %d; %s%n",
            chosen.name(),
            dataset.name(),
            config.options().describe(),
            config.options().seed(),
            Files.exists(folder.state()) ? "in " + resume : "no state was saved, from the start");
    output.progress().flush();
    TrainRun run =
        watch(
            folder,
            config.options(),
            Durations.parse("--save-every", saveEvery),
            (printer, continuation) ->
                TrainRun.finish(dataset, chosen, config.options(), folder, printer, continuation));
    output.print(() -> toJson(List.of(run)), () -> toText(List.of(run)));
    return 0;
  }

  /** What decides the result is in the run folder; only where data lie may be said again. */
  private void checkNothingElseIsGiven() {
    Set<String> allowed =
        Set.of(
            "--resume",
            "--data-dir",
            "--dataset",
            "--image-size",
            "--skip-unreadable",
            "--json",
            "--debug",
            "--save-every",
            "--memory",
            "--worker");
    for (OptionSpec option : command.commandLine().getParseResult().matchedOptions()) {
      if (!allowed.contains(option.longestName())) {
        throw new IllegalArgumentException(
            option.longestName() + " does not go with --resume: a run keeps the options it has");
      }
    }
  }

  @FunctionalInterface
  private interface Work {
    TrainRun run(TrainingListener listener, Continuation continuation) throws IOException;
  }

  /** Works; shows the progress, and saves the state when the process is told to end. */
  private TrainRun watch(RunFolder folder, TrainOptions options, Duration every, Work work)
      throws IOException {
    StopSignal stop = new StopSignal();
    Thread saver = new Thread(() -> saveAtExit(stop, folder));
    Runtime.getRuntime().addShutdownHook(saver);
    try (ProgressPrinter printer =
        new ProgressPrinter("seed " + options.seed(), output.progress())) {
      return work.run(printer, new Continuation(folder.state(), every, stop));
    } finally {
      stop.end();
      removeHook(saver);
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the process is ending, and the hook waited for us
    }
  }

  private void saveAtExit(StopSignal stop, RunFolder folder) {
    if (stop.hasEnded()) {
      return;
    }
    stop.request();
    try {
      boolean ended = stop.awaitEnd(SECONDS_TO_SAVE);
      PrintWriter err = command.commandLine().getErr();
      err.printf(
          "%nStopped%s; go on with: bnn train --resume %s%n",
          ended && Files.exists(folder.state()) ? ", everything is saved" : "", folder.path());
      err.flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private RunFolder folder(Dataset dataset, Architecture chosen, TrainOptions options)
      throws IOException {
    boolean single = seeds.size() == 1;
    if (out != null) {
      return RunFolder.createAt(single ? out : out.resolve("seed" + options.seed()));
    }
    String twin = options.mode() == Mode.FLOAT ? "-float" : "";
    String seeded = single ? "" : "-seed" + options.seed();
    return RunFolder.create(
        Path.of("runs"), shortName(dataset) + "-" + chosen.name() + twin + seeded);
  }

  /** The name, or the last part of a folder's. */
  private static String shortName(Dataset dataset) {
    Path last = Path.of(dataset.name()).toAbsolutePath().normalize().getFileName();
    return last == null ? "data" : last.toString();
  }

  private static String toText(List<TrainRun> runs) {
    TextTable table = new TextTable("rrrrrl", "seed", "epoch", "validation", "test", "s", "run");
    for (TrainRun run : runs) {
      table.row(
          run.result().model().provenance().seed(),
          run.result().bestEpoch(),
          Numbers.percent(run.result().validationAccuracy()),
          Numbers.percent(run.testAccuracy()),
          Numbers.format("%.1f", run.seconds()),
          run.path());
    }
    double[] accuracies = testAccuracies(runs);
    String mean =
        Numbers.format(
            "%ntest accuracy: %.2f ± %.2f %% (mean ± std of %d)%n",
            100 * Numbers.mean(accuracies), 100 * Numbers.deviation(accuracies), runs.size());
    return "\n" + table + (runs.size() > 1 ? mean : "");
  }

  private static ObjectNode toJson(List<TrainRun> runs) {
    ObjectNode root = Output.JSON.objectNode();
    runs.stream().map(TrainRun::toJson).forEach(root.putArray("runs")::add);
    return root.put("meanTestAccuracy", Numbers.mean(testAccuracies(runs)))
        .put("stdTestAccuracy", Numbers.deviation(testAccuracies(runs)));
  }

  private static double[] testAccuracies(List<TrainRun> runs) {
    return runs.stream().mapToDouble(TrainRun::testAccuracy).toArray();
  }
}
