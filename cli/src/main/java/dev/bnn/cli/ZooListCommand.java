package dev.bnn.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.bnn.experiments.Zoo;
import dev.bnn.experiments.ZooEntry;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code bnn zoo list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "The networks of the zoo, their accuracy, size, data, seed and date.")
final class ZooListCommand implements Callable<Integer> {
  @Mixin private Output output;

  @Override
  public Integer call() {
    List<ZooEntry> entries = Zoo.entries();
    output.print(() -> toJson(entries), () -> toText(entries));
    return 0;
  }

  private static String toText(List<ZooEntry> entries) {
    TextTable table =
        new TextTable(
            "lllrrrrl", "name", "data", "input", "test", "validation", "size", "seed", "date");
    for (ZooEntry entry : entries) {
      table.row(
          Zoo.PREFIX + entry.name(),
          entry.dataset(),
          entry.input(),
          Numbers.percent(entry.testAccuracy()),
          Numbers.percent(entry.validationAccuracy()),
          Numbers.kilobytes(entry.bytes()),
          entry.seed(),
          entry.date());
    }
    return table.toString();
  }

  private static ArrayNode toJson(List<ZooEntry> entries) {
    ArrayNode array = Output.JSON.arrayNode();
    entries.forEach(entry -> array.add(entry.toJson()));
    return array;
  }
}
