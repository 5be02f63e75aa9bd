package dev.bnn.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.datasets.DatasetInfo;
import dev.bnn.datasets.Datasets;
import dev.bnn.hwgen.ExternalTool;
import dev.bnn.hwgen.PackageSystem;
import dev.bnn.quantize.Version;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code bnn doctor}. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "What this machine has, what is missing, and how to get it.")
final class DoctorCommand implements Callable<Integer> {
  @Mixin private Output output;

  /** A tool and what was found of it. */
  private record Finding(ExternalTool tool, Optional<String> version, boolean usable) {
    static Finding of(ExternalTool tool) {
      return new Finding(tool, tool.findVersion(), tool.isUsable());
    }

    String state() {
      return usable ? "ok" : version.isPresent() ? "too old" : "missing";
    }

    /** Whether a command would fail. */
    boolean harms() {
      return tool.isNeeded() && !usable;
    }
  }

  @Override
  public Integer call() {
    List<Finding> findings = Arrays.stream(ExternalTool.values()).map(Finding::of).toList();
    output.print(() -> toJson(findings), () -> toText(findings));
    return findings.stream().anyMatch(Finding::harms) ? 1 : 0;
  }

  private static String toText(List<Finding> findings) {
    String machine =
        Numbers.format(
            "%s, Java %s, %s %s, %d processors%n%n",
            Version.TOOL,
            System.getProperty("java.version"),
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            Runtime.getRuntime().availableProcessors());
    TextTable table = new TextTable("lllll", "tool", "found", "minimum", "state", "what for");
    for (Finding f : findings) {
      table.row(
          f.tool.program(),
          f.version.orElse("–"),
          f.tool.minimum().isEmpty() ? "any" : "≥ " + f.tool.minimum(),
          f.state() + (f.usable || f.tool.isNeeded() ? "" : " (optional)"),
          f.tool.purpose());
    }
    return machine + table + howToGet(findings) + "\n" + dataSets();
  }

  /** One line to type, or one for each system where this machine is none of them. */
  private static String howToGet(List<Finding> findings) {
    List<ExternalTool> missing = findings.stream().filter(f -> !f.usable).map(f -> f.tool).toList();
    if (missing.isEmpty()) {
      return "";
    }
    List<PackageSystem> systems =
        PackageSystem.ofThisMachine().map(List::of).orElse(List.of(PackageSystem.values()));
    StringBuilder text = new StringBuilder("\n");
    for (PackageSystem system : systems) {
      text.append("On " + system.title() + ": " + system.command());
      missing.stream().map(tool -> " " + tool.packageOf(system)).distinct().forEach(text::append);
      text.append('\n');
    }
    return text.toString();
  }

  private static String dataSets() {
    Path folder = Datasets.defaultDirectory();
    StringBuilder text = new StringBuilder("Data sets in " + folder + ":\n");
    for (DatasetInfo info : Datasets.known()) {
      boolean here = Datasets.isPresent(info.name(), folder);
      text.append("  " + info.name() + ": ")
          .append(here ? "here" : "not here; " + info.howToGet())
          .append('\n');
    }
    return text.toString();
  }

  private static ArrayNode toJson(List<Finding> findings) {
    ArrayNode array = Output.JSON.arrayNode();
    for (Finding f : findings) {
      ObjectNode node = array.addObject();
      node.put("tool", f.tool.program())
          .put("found", f.version.orElse(null))
          .put("minimum", f.tool.minimum())
          .put("state", f.state())
          .put("needed", f.tool.isNeeded())
          .put("purpose", f.tool.purpose());
      ObjectNode packages = node.putObject("packages");
      for (PackageSystem system : PackageSystem.values()) {
        packages.put(system.word(), f.tool.packageOf(system));
      }
    }
    return array;
  }
}
