package dev.bnn.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bnn zoo}. */
@Command(
    name = "zoo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Trained networks that come with bnn: zoo:NAME, wherever a MODEL is asked for.",
    footer = {"", "  bnn zoo list", "  bnn eval zoo:digits-tfc"},
    subcommands = {ZooListCommand.class, ZooAddCommand.class})
final class ZooCommand implements Runnable {
  @Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "list or add?");
  }
}
