package dev.bnn.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.DatasetInfo;
import dev.bnn.datasets.Datasets;
import dev.bnn.datasets.LabeledImages;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bnn data}. */
@Command(
    name = "data",
    mixinStandardHelpOptions = true,
    description = "Data sets: what is known, what is here, what is in them.",
    subcommands = {DataCommand.ListCommand.class, DataCommand.InfoCommand.class})
final class DataCommand implements Runnable {
  @Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "list or info?");
  }

  private static Path directory(Path given) {
    return given == null ? Datasets.defaultDirectory() : given;
  }

  /** {@code bnn data list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "The data sets that are known, and which are here.")
  static final class ListCommand implements Callable<Integer> {
    @Spec private CommandLine.Model.CommandSpec spec;

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Where data sets lie.")
    private Path directory;

    @Option(names = "--json", description = Json.HELP)
    private boolean json;

    @Override
    public Integer call() {
      TextTable table =
          new TextTable("llrrrrl", "name", "here", "shape", "train", "validation", "test", "");
      ArrayNode array = Json.object().putArray("datasets");
      for (DatasetInfo info : Datasets.known()) {
        boolean here = Datasets.isPresent(info.name(), DataCommand.directory(directory));
        table.row(
            info.name(),
            here ? "yes" : "no",
            info.channels() + "×" + info.height() + "×" + info.width(),
            info.trainSize(),
            info.validationSize(),
            info.testSize(),
            here ? info.description() : info.howToGet());
        array
            .addObject()
            .put("name", info.name())
            .put("here", here)
            .put("description", info.description())
            .put("licence", info.licence())
            .put("source", info.source())
            .put("howToGet", info.howToGet());
      }
      PrintWriter out = spec.commandLine().getOut();
      out.print(json ? array.toPrettyString() + "\n" : table.toString());
      out.flush();
      return 0;
    }
  }

  /** {@code bnn data info}. */
  @Command(
      name = "info",
      mixinStandardHelpOptions = true,
      description = "Shape, counts per class, hash, source and licence of a data set.")
  static final class InfoCommand implements Callable<Integer> {
    @Spec private CommandLine.Model.CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "A name of 'bnn data list'.")
    private String name;

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Where data sets lie.")
    private Path directory;

    @Option(names = "--json", description = Json.HELP)
    private boolean json;

    @Override
    public Integer call() throws IOException {
      Dataset dataset = Datasets.load(name, DataCommand.directory(directory));
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(toJson(dataset).toPrettyString());
      } else {
        printText(out, dataset);
      }
      out.flush();
      return 0;
    }

    private static void printText(PrintWriter out, Dataset dataset) {
      LabeledImages train = dataset.train();
      out.printf(
          "%s: images of %d×%d×%d bytes (channels, height, width), %d classes%n",
          dataset.name(),
          train.channels(),
          train.height(),
          train.width(),
          train.classNames().size());
      out.println("sha256 " + dataset.hash());
      out.println("source: " + dataset.source());
      out.println("licence: " + dataset.licence());
      out.println();
      int[] trains = train.countPerClass();
      int[] validations = dataset.validation().countPerClass();
      int[] tests = dataset.test().countPerClass();
      TextTable table = new TextTable("lrrr", "class", "train", "validation", "test");
      for (int k = 0; k < trains.length; k++) {
        table.row(train.classNames().get(k), trains[k], validations[k], tests[k]);
      }
      table.row("all", train.size(), dataset.validation().size(), dataset.test().size());
      out.print(table);
    }

    private static ObjectNode toJson(Dataset dataset) {
      ObjectNode node = Json.object();
      node.put("name", dataset.name());
      node.put("sha256", dataset.hash());
      node.put("source", dataset.source());
      node.put("licence", dataset.licence());
      ArrayNode classes = node.putArray("classes");
      dataset.train().classNames().forEach(classes::add);
      node.put("train", dataset.train().size());
      node.put("validation", dataset.validation().size());
      node.put("test", dataset.test().size());
      return node;
    }
  }
}
