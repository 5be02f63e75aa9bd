package dev.bnn.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.bnn.datasets.DatasetInfo;
import dev.bnn.datasets.Datasets;
import dev.bnn.hwgen.ExternalTool;
import dev.bnn.quantize.Version;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bnn doctor}. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "What this machine has, what is missing, and how to get it.")
final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandLine.Model.CommandSpec spec;

  @Option(names = "--json", description = Json.HELP)
  private boolean json;

  @Override
  public Integer call() {
    TextTable table = new TextTable("lllll", "tool", "found", "needed", "state", "what for");
    ArrayNode array = Json.object().putArray("tools");
    List<String> packages = new ArrayList<>();
    for (ExternalTool tool : ExternalTool.values()) {
      Optional<String> version = tool.findVersion();
      boolean usable = tool.isUsable();
      String state = usable ? "ok" : version.isPresent() ? "too old" : "missing";
      table.row(tool.program(), version.orElse("–"), "≥ " + tool.minimum(), state, tool.purpose());
      array
          .addObject()
          .put("tool", tool.program())
          .put("found", version.orElse(null))
          .put("minimum", tool.minimum())
          .put("state", state)
          .put("debianPackage", tool.debianPackage());
      if (!usable) {
        packages.add(tool.debianPackage());
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(array.toPrettyString());
    } else {
      printText(out, table, packages);
    }
    out.flush();
    return packages.isEmpty() ? 0 : 1;
  }

  private static void printText(PrintWriter out, TextTable table, List<String> packages) {
    out.printf(
        "%s, Java %s, %s %s, %d processors%n%n",
        Version.TOOL,
        System.getProperty("java.version"),
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors());
    out.print(table);
    if (!packages.isEmpty()) {
      out.println();
      out.println(
          "On Debian and Ubuntu: apt-get install --no-install-recommends "
              + String.join(" ", packages));
    }
    out.println();
    out.println("Data sets in " + Datasets.defaultDirectory() + ":");
    for (DatasetInfo info : Datasets.known()) {
      boolean here = Datasets.isPresent(info.name(), Datasets.defaultDirectory());
      out.println("  " + info.name() + ": " + (here ? "here" : "not here; " + info.howToGet()));
    }
  }
}
