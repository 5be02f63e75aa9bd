package dev.bnn.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.bnn.datasets.DatasetInfo;
import dev.bnn.datasets.Datasets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code bnn data list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "The data sets that are known, and which are here.")
final class DataListCommand implements Callable<Integer> {
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
          .put("channels", info.channels())
          .put("height", info.height())
          .put("width", info.width())
          .put("classes", info.classNames().size())
          .put("train", info.trainSize())
          .put("validation", info.validationSize())
          .put("test", info.testSize())
          .put("licence", info.licence())
          .put("source", info.source())
          .put("howToGet", info.howToGet());
    }
    return array;
  }
}
