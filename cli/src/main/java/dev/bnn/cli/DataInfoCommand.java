package dev.bnn.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.datasets.Dataset;
import dev.bnn.datasets.Datasets;
import dev.bnn.datasets.LabeledImages;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code bnn data info}. */
@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Shape, counts per class, hash, source and licence of a data set.")
final class DataInfoCommand implements Callable<Integer> {
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
