package dev.bnn.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.LabeledImages;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.Shape;
import dev.bnn.train.Architecture;
import dev.bnn.train.Defaults;
import dev.bnn.train.Mode;
import dev.bnn.train.Recipe;
import dev.bnn.train.RunFolder;
import dev.bnn.train.TrainOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
      "",
      "A run folder holds config.json, metrics.csv, checkpoint.zip, summary.json and, for binary",
      "networks, model.bnn."
    })
final class TrainCommand implements Callable<Integer> {
  @Spec private CommandLine.Model.CommandSpec spec;

  @Mixin private DatasetOptions data;

  @Option(
      names = "--model",
      paramLabel = "M",
      description =
          "tfc (3 × 64 neurons), sfc (3 × 256), lfc (3 × 1024) or mlp:NxD. Default: by data set.")
  private String model;

  @Option(
      names = "--width",
      paramLabel = "F",
      description = "Factor for the neurons of a named model, 0.125 to 2. Default: 1.")
  private Double width;

  @Option(
      names = "--mode",
      paramLabel = "binary|float",
      defaultValue = "binary",
      description = "Binary network, or its float twin. Default: ${DEFAULT-VALUE}.")
  private Mode mode;

  @Option(
      names = "--input",
      paramLabel = "E",
      description = "pixels, binary or thermometer:N. Default: by data set.")
  private String input;

  @Option(
      names = "--recipe",
      paramLabel = "fast|best",
      defaultValue = "fast",
      description = "How long to train. Default: ${DEFAULT-VALUE}.")
  private Recipe recipe;

  @Option(names = "--epochs", paramLabel = "N", description = "Epochs. Default: by recipe.")
  private Integer epochs;

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

  @Option(names = "--json", description = Json.HELP)
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (data.name == null) {
      throw new IllegalArgumentException(
          "which data? give --dataset NAME; 'bnn data list' shows them");
    }
    Defaults defaults = Defaults.forDataset(data.name);
    Dataset dataset = data.load(data.name);
    Architecture architecture = architecture(dataset, defaults);
    List<TrainRun> runs = new ArrayList<>();
    PrintWriter progress = json ? spec.commandLine().getErr() : spec.commandLine().getOut();
    for (long seed : seeds) {
      TrainOptions options = Defaults.options(data.name, mode, recipe, seed);
      if (epochs != null) {
        options = options.withEpochs(epochs);
      }
      runs.add(train(dataset, architecture, options, progress));
    }
    if (json) {
      printJson(runs);
    } else {
      printText(runs);
    }
    return 0;
  }

  private Architecture architecture(Dataset dataset, Defaults defaults) {
    LabeledImages images = dataset.train();
    return Architecture.parse(
        model == null ? defaults.model() : model,
        width != null ? width : model == null ? defaults.width() : 1,
        input == null ? defaults.encoding() : Encoding.parse(input),
        new Shape(images.channels(), images.height(), images.width()),
        images.classNames().size());
  }

  private TrainRun train(
      Dataset dataset, Architecture architecture, TrainOptions options, PrintWriter progress)
      throws IOException {
    RunFolder folder = folder(dataset, architecture, options);
    progress.printf(
        "Training %s on %s: %s, seed %d; %s; into %s%n",
        architecture.name(),
        dataset.name(),
        options.describe(),
        options.seed(),
        ExpectedTime.ofTraining(architecture, dataset.train().size(), options),
        folder.path());
    progress.flush();
    try (ProgressPrinter printer = new ProgressPrinter("seed " + options.seed(), progress)) {
      return TrainRun.train(dataset, architecture, options, folder, printer);
    }
  }

  private RunFolder folder(Dataset dataset, Architecture architecture, TrainOptions options)
      throws IOException {
    String name = dataset.name() + "-" + architecture.name();
    String seeded = seeds.size() == 1 ? "" : "-seed" + options.seed();
    if (out != null) {
      return RunFolder.createAt(seeds.size() == 1 ? out : out.resolve("seed" + options.seed()));
    }
    String twin = options.mode() == Mode.FLOAT ? "-float" : "";
    return RunFolder.create(Path.of("runs"), name + twin + seeded);
  }

  private void printText(List<TrainRun> runs) {
    PrintWriter writer = spec.commandLine().getOut();
    TextTable table = new TextTable("rrrrrl", "seed", "epoch", "validation", "test", "s", "run");
    for (TrainRun run : runs) {
      table.row(
          run.result().model().provenance().seed(),
          run.result().bestEpoch(),
          Statistics.percent(run.result().validationAccuracy()),
          Statistics.percent(run.testAccuracy()),
          String.format(Locale.ROOT, "%.1f", run.seconds()),
          run.path());
    }
    writer.println();
    writer.print(table);
    if (runs.size() > 1) {
      writer.println();
      writer.println("test accuracy: " + testAccuracies(runs));
    }
    writer.flush();
  }

  private void printJson(List<TrainRun> runs) {
    ObjectNode root = Json.object();
    ArrayNode array = root.putArray("runs");
    runs.forEach(run -> array.add(run.toJson()));
    root.put("meanTestAccuracy", testAccuracies(runs).mean());
    root.put("stdTestAccuracy", testAccuracies(runs).deviation());
    spec.commandLine().getOut().println(root.toPrettyString());
    spec.commandLine().getOut().flush();
  }

  private static Statistics testAccuracies(List<TrainRun> runs) {
    return Statistics.of(runs.stream().mapToDouble(TrainRun::testAccuracy).toArray());
  }
}
