package dev.bnn.cli;

import dev.bnn.experiments.AddToZoo;
import dev.bnn.experiments.ZooEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bnn zoo add}, for those who keep the zoo. */
@Command(
    name = "add",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Add the network of a run folder to the zoo of a checkout of bnn, for its maintainers.",
      "",
      "The test set is scored anew and must give the accuracy that model.bnn has noted. See"
          + " docs/zoo.md."
    })
final class ZooAddCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN", description = "The run folder of a finished binary training.")
  private Path run;

  @Option(
      names = "--name",
      required = true,
      paramLabel = "NAME",
      description = "What it will be called: zoo:NAME.")
  private String name;

  @Option(
      names = "--command",
      required = true,
      paramLabel = "TEXT",
      description = "The command that trained it.")
  private String command;

  @Option(
      names = "--date",
      paramLabel = "DATE",
      description = "When it was trained, as 2026-12-31. Default: today (UTC).")
  private LocalDate date;

  @Option(
      names = "--zoo",
      paramLabel = "DIR",
      defaultValue = "zoo",
      description = "The folder of the zoo. Default: ${DEFAULT-VALUE}.")
  private Path zoo;

  @Mixin private DataFolderOption data;
  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    LocalDate day = date == null ? LocalDate.now(ZoneOffset.UTC) : date;
    ZooEntry entry = AddToZoo.add(run, name, command, day, zoo, data.read());
    output.print(
        entry::toJson,
        () ->
            Numbers.format(
                "%s: %s on the test set of %s (%d of %d images), %s%n",
                zoo.resolve(entry.file()),
                Numbers.percent(entry.testAccuracy()),
                entry.dataset(),
                entry.right(),
                entry.images(),
                Numbers.kilobytes(entry.bytes())));
    return 0;
  }
}
