package dev.bnn.cli;

import dev.bnn.quantize.Version;
import java.io.PrintWriter;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code bnn}. */
@Command(
    name = "bnn",
    mixinStandardHelpOptions = true,
    versionProvider = Bnn.VersionText.class,
    sortOptions = false,
    description = "Binarized neural networks from training to a running FPGA.",
    footer = {
      "",
      "First steps:",
      "  bnn quickstart                          train, fold, export, simulate, prove: everything",
      "  bnn train --dataset mnist               train a network; ends with its run folder",
      "  bnn inspect runs/mnist-sfc              its layers, sizes and cycles",
      "  bnn export runs/mnist-sfc --fpga out    Verilog, memories, test vectors",
      "  bnn verify out                          the whole test set through every stage",
      "",
      "MODEL is a model.bnn or a run folder. Exit status: 0 all is well, 1 it failed,",
      "2 the command line is wrong."
    },
    subcommands = {
      QuickstartCommand.class,
      DataCommand.class,
      TrainCommand.class,
      EvalCommand.class,
      PredictCommand.class,
      InspectCommand.class,
      ExportCommand.class,
      VerifyCommand.class,
      DoctorCommand.class,
      Bnn.CompletionCommand.class
    })
public final class Bnn implements Runnable {
  @Spec private CommandLine.Model.CommandSpec spec;

  @Option(
      names = "--debug",
      scope = CommandLine.ScopeType.INHERIT,
      description = "Show stack traces.")
  private boolean debug;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  /** Runs a command line and ends the process with its exit status. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** The command line with this toolkit's way to report errors. */
  static CommandLine commandLine() {
    Bnn bnn = new Bnn();
    CommandLine commandLine = new CommandLine(bnn);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setUsageHelpWidth(100);
    commandLine.setParameterExceptionHandler(Bnn::reportUsage);
    commandLine.setExecutionExceptionHandler(
        (exception, command, result) -> report(exception, command, bnn.debug));
    return commandLine;
  }

  private static int reportUsage(ParameterException exception, String[] arguments) {
    CommandLine command = exception.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("bnn: " + firstLine(exception.getMessage()));
    if (exception instanceof CommandLine.UnmatchedArgumentException unmatched) {
      CommandLine.UnmatchedArgumentException.printSuggestions(unmatched, err);
    }
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    err.flush();
    return CommandLine.ExitCode.USAGE;
  }

  private static int report(Exception exception, CommandLine command, boolean debug) {
    PrintWriter err = command.getErr();
    ErrorText text = ErrorText.of(exception);
    err.println("bnn: " + text.message());
    if (debug) {
      exception.printStackTrace(err);
    }
    err.flush();
    return text.exitCode();
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("wrong arguments");
  }

  /** Name and version, and of the Java it runs on. */
  static final class VersionText implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {Version.TOOL + " (Java " + System.getProperty("java.version") + ")"};
    }
  }

  /** Prints the completion script. */
  @Command(
      name = "completion",
      description = "Print the completion script for bash and zsh: source <(bnn completion)")
  static final class CompletionCommand implements Runnable {
    @Spec private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
      spec.commandLine().getOut().print(AutoComplete.bash("bnn", spec.root().commandLine()));
      spec.commandLine().getOut().flush();
    }
  }
}
