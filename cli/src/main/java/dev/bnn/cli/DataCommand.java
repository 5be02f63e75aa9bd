package dev.bnn.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.DatasetInfo;
import dev.bnn.datasets.Datasets;
import dev.bnn.datasets.LabeledImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bnn data}. */
@Command(
    name = "data",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Data sets: what is known, what is here, what is in them.",
    subcommands = {DataCommand.ListCommand.class, DataCommand.InfoCommand.class})
final class DataCommand implements Runnable {
  @Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "list or info?");
  }

  /** {@code bnn data list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "The data sets that are known, and which are here.")
  static final class ListCommand implements Callable<Integer> {
    @Mixin private DataFolderOption folder;
    @Mixin private Output output;

    @Override
    public Integer call() {
      List<DatasetInfo> known = Datasets.known();
      output.print(() -> toJson(known, folder.read()), () -> toText(known, folder.read()));
      return 0;
    }

    private static String toText(List<DatasetInfo> known, Path folder) {
      TextTable table =
          new TextTable("llrrrrl", "name", "here", "shape", "train", "validation", "test", "");
      for (DatasetInfo info : known) {
        boolean here = Datasets.isPresent(info.name(), folder);
        table.row(
            info.name(),
            here ? "yes" : "no",
            info.channels() + "×" + info.height() + "×" + info.width(),
            info.trainSize(),
            info.validationSize(),
            info.testSize(),
            here ? info.description() : info.howToGet());
      }
      return table.toString();
    }

    private static ArrayNode toJson(List<DatasetInfo> known, Path folder) {
      ArrayNode array = Output.JSON.arrayNode();
      for (DatasetInfo info : known) {
        array
            .addObject()
            .put("name", info.name())
            .put("here", Datasets.isPresent(info.name(), folder))
            .put("description", info.description())
            .put("licence", info.licence())
            .put("source", info.source())
            .put("howToGet", info.howToGet());
      }
      return array;
    }
  }

  /** {@code bnn data info}. */
  @Command(
      name = "info",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "Shape, counts per class, hash, source and licence of a data set.")
  static final class InfoCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "A name of 'bnn data list'.")
    private String name;

    @Mixin private DataFolderOption folder;
    @Mixin private Output output;

    @Override
    public Integer call() throws IOException {
      Dataset dataset = Datasets.load(name, folder.read());
      output.print(() -> toJson(dataset), () -> toText(dataset));
      return 0;
    }

    private static String toText(Dataset dataset) {
      LabeledImages train = dataset.train();
      String head =
          Numbers.format(
              "%s: images of %d×%d×%d bytes (channels, height, width), %d classes%n"
                  + "sha256 %s%nsource: %s%nlicence: %s%n%n",
              dataset.name(),
              train.channels(),
              train.height(),
              train.width(),
              train.classNames().size(),
              dataset.hash(),
              dataset.source(),
              dataset.licence());
      int[] trains = train.countPerClass();
      int[] validations = dataset.validation().countPerClass();
      int[] tests = dataset.test().countPerClass();
      TextTable table = new TextTable("lrrr", "class", "train", "validation", "test");
      for (int k = 0; k < trains.length; k++) {
        table.row(train.classNames().get(k), trains[k], validations[k], tests[k]);
      }
      table.row("all", train.size(), dataset.validation().size(), dataset.test().size());
      return head + table;
    }

    private static ObjectNode toJson(Dataset dataset) {
      ObjectNode node = Output.JSON.objectNode();
      node.put("name", dataset.name());
      node.put("sha256", dataset.hash());
      node.put("source", dataset.source());
      node.put("licence", dataset.licence());
      dataset.train().classNames().forEach(node.putArray("classes")::add);
      node.put("train", dataset.train().size());
      node.put("validation", dataset.validation().size());
      node.put("test", dataset.test().size());
      return node;
    }
  }
}
