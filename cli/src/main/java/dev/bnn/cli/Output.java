package dev.bnn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a command answers: text for people or JSON for programs. */
final class Output {
  /** Makes JSON. */
  static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(names = "--json", description = "Print JSON for programs.")
  private boolean json;

  /** Prints the answer in the form that was asked for. */
  void print(Supplier<? extends JsonNode> forPrograms, Supplier<String> forPeople) {
    PrintWriter out = command.commandLine().getOut();
    out.print(json ? forPrograms.get().toPrettyString() + "\n" : forPeople.get());
    out.flush();
  }

  /** Where a long command tells how it goes: JSON has standard output for itself. */
  PrintWriter progress() {
    return json ? command.commandLine().getErr() : command.commandLine().getOut();
  }
}
