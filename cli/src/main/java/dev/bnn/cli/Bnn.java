package dev.bnn.cli;

import dev.bnn.experiments.Zoo;
import dev.bnn.quantize.Padding;
import dev.bnn.quantize.Version;
import dev.bnn.train.Loss;
import dev.bnn.train.StoppedException;
import dev.bnn.train.layers.SteWindow;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

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
      "  bnn train --dataset digits              train a network; ends with its run folder",
      "  bnn sweep --dataset digits              accuracy against size, binary and float",
      "  bnn inspect runs/digits-tfc             its layers, sizes and cycles",
      "  bnn plan runs/digits-tfc --target xc7z020 --fit    foldings for a part",
      "  bnn export runs/digits-tfc --fpga out   Verilog, memories, test vectors",
      "  bnn verify out                          the whole test set through every stage",
      "",
      "MODEL is a model.bnn, a run folder, or zoo:NAME. Exit status: 0 all is well, 1 it failed,",
      "2 the command line is wrong."
    },
    subcommands = {
      QuickstartCommand.class,
      DataCommand.class,
      TrainCommand.class,
      SweepCommand.class,
      QuantizeCommand.class,
      EvalCommand.class,
      PredictCommand.class,
      RunCommand.class,
      InspectCommand.class,
      PlanCommand.class,
      ImportCommand.class,
      ExportCommand.class,
      VerifyCommand.class,
      ReportCommand.class,
      ZooCommand.class,
      DoctorCommand.class,
      Bnn.CompletionCommand.class
    })
public final class Bnn implements Runnable {
  /** As shells have it: 128 and the number of SIGINT. */
  static final int INTERRUPTED = 130;

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
    Locale.setDefault(Locale.ROOT); // numbers look the same everywhere
    // DL4J would litter the current folder when memory runs out
    System.setProperty("org.deeplearning4j.crash.reporting.enabled", "false");
    System.setProperty("java.awt.headless", "true"); // pictures go into files, never to a display
    int status = commandLine().execute(arguments);
    System.exit(System.out.checkError() ? reportLostOutput(status) : status);
  }

  /** The command line with this toolkit's way to report errors. */
  static CommandLine commandLine() {
    Bnn bnn = new Bnn();
    CommandLine commandLine = withConverters(new CommandLine(bnn));
    commandLine.setUsageHelpWidth(100);
    commandLine.setExecutionStrategy(bnn::run);
    commandLine.setParameterExceptionHandler(Bnn::reportUsage);
    commandLine.setExecutionExceptionHandler(
        (exception, command, result) -> bnn.report(exception, command));
    return commandLine;
  }

  /** Makes a command line understand this toolkit's words. */
  static CommandLine withConverters(CommandLine commandLine) {
    return commandLine
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(Path.class, Bnn::path)
        .registerConverter(Padding.class, Padding::parse)
        .registerConverter(Loss.class, Loss::parse)
        .registerConverter(SteWindow.class, SteWindow::parse)
        .registerConverter(ModelArgument.class, Bnn::model);
  }

  private static Path path(String word) {
    if (word.isBlank()) {
      throw new TypeConversionException("no name");
    }
    return Path.of(word);
  }

  private static ModelArgument model(String word) {
    if (!word.startsWith(Zoo.PREFIX)) {
      var unused = path(word); // throws if it can be none
    }
    return new ModelArgument(word);
  }

  private int run(ParseResult result) {
    try {
      return new CommandLine.RunLast().execute(result);
    } catch (OutOfMemoryError | LinkageError e) {
      return report(e, result.commandSpec().commandLine());
    }
  }

  private static int reportUsage(ParameterException exception, String[] arguments) {
    exception.getCommandLine().getErr().println("bnn: " + UsageText.of(exception));
    return CommandLine.ExitCode.USAGE;
  }

  private int report(Throwable failure, CommandLine command) {
    if (failure instanceof StoppedException) {
      return INTERRUPTED; // what to do next is said when the process ends
    }
    PrintWriter err = command.getErr();
    ErrorText text = ErrorText.of(failure);
    err.println("bnn: " + text.message());
    if (debug) {
      failure.printStackTrace(err);
    }
    err.flush();
    return text.exitCode();
  }

  /** A full disk must not pass for success; a reader that has seen enough, as head, is one. */
  private static int reportLostOutput(int status) {
    try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
      out.write('\n');
      return status;
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).contains("Broken pipe")) {
        return status;
      }
      System.err.println("bnn: standard output cannot be written: " + e.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
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
      mixinStandardHelpOptions = true,
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
