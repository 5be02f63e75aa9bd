package dev.bnn.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.datasets.Augment;
import dev.bnn.datasets.Dataset;
import dev.bnn.train.Architecture;
import dev.bnn.train.Defaults;
import dev.bnn.train.Mode;
import dev.bnn.train.Recipe;
import dev.bnn.train.RunFolder;
import dev.bnn.train.TrainOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
      "",
      "A run folder holds config.json, metrics.csv, checkpoint.zip, summary.json and, for binary",
      "networks, model.bnn."
    })
final class TrainCommand implements Callable<Integer> {
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

  @Mixin private RecipeOptions recipeParts;
  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    checkSeeds();
    Optional<Augment> changes = Optional.ofNullable(augment).map(Augment::parse);
    UnaryOperator<TrainOptions> parts = recipeParts.read();
    Dataset dataset = data.load();
    Architecture chosen = architecture.read(dataset);
    List<TrainOptions> trainings =
        seeds.stream().map(seed -> options(dataset, changes, seed)).map(parts).toList();
    if (out != null) {
      RunFolder.createAt(out); // before hours of work
    }
    List<TrainRun> runs = new ArrayList<>();
    for (TrainOptions options : trainings) {
      runs.add(train(dataset, chosen, options));
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
    return epochs == null ? options : options.withEpochs(epochs);
  }

  private TrainRun train(Dataset dataset, Architecture chosen, TrainOptions options)
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
    try (ProgressPrinter printer =
        new ProgressPrinter("seed " + options.seed(), output.progress())) {
      return TrainRun.train(dataset, chosen, options, folder, printer);
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
