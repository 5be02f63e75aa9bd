package dev.bnn.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bnn data}. */
@Command(
    name = "data",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Data sets: what is known, what is here, what is in them; download them.",
    subcommands = {DataListCommand.class, DataInfoCommand.class, DataFetchCommand.class})
final class DataCommand implements Runnable {
  @Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "list, info or fetch?");
  }
}
