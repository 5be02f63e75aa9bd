package dev.bnn.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.experiments.Outcome;
import dev.bnn.experiments.ReadRun;
import dev.bnn.experiments.Run;
import dev.bnn.experiments.WriteComparison;
import dev.bnn.experiments.WriteReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bnn report}. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Write what happened in trainings as one HTML file.",
      "",
      "One run: its report.html, in its folder. Several: a page that compares them. Only files that"
          + " bnn wrote are replaced."
    },
    footer = {
      "",
      "  bnn report runs/digits-tfc",
      "  bnn report runs/digits-tfc runs/digits-sfc --out tfc-or-sfc.html"
    })
final class ReportCommand implements Callable<Integer> {
  private static final Path COMPARISON = Path.of("comparison.html");

  @Parameters(
      arity = "1..*",
      paramLabel = "RUN",
      description = "Run folders, or folders of run folders, as 'bnn train --seeds' makes them.")
  private List<Path> folders;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The page that compares several runs. Default: comparison.html here.")
  private Path out;

  @Mixin private DataFolderOption data;
  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    List<Run> runs = new ArrayList<>();
    for (Path folder : folders) {
      for (Path each : runFolders(folder)) {
        runs.add(ReadRun.read(each));
      }
    }
    if (runs.size() == 1 && out != null) {
      throw new IllegalArgumentException(
          "--out is for a comparison; the report of one run is written into its folder");
    }
    Path file = out == null ? COMPARISON : out;
    if (runs.size() == 1) {
      file = WriteReport.write(runs.get(0).folder(), data.read());
    } else {
      WriteComparison.write(runs, file);
    }
    Path written = file;
    output.print(() -> toJson(runs, written), () -> toText(runs) + written + "\n");
    return 0;
  }

  /** The folder itself, or the run folders in it. */
  private static List<Path> runFolders(Path folder) throws IOException {
    if (Files.exists(folder.resolve("config.json")) || !Files.isDirectory(folder)) {
      return List.of(folder);
    }
    try (Stream<Path> inside = Files.list(folder)) {
      List<Path> runs =
          inside.filter(path -> Files.exists(path.resolve("config.json"))).sorted().toList();
      return runs.isEmpty() ? List.of(folder) : runs;
    }
  }

  private static String toText(List<Run> runs) {
    TextTable table = new TextTable("lrrr", "run", "epochs", "validation", "test");
    for (Run run : runs) {
      table.row(
          run.title(),
          run.epochs().size(),
          run.outcome().map(Outcome::validationAccuracy).map(Numbers::percent).orElse("not ended"),
          run.outcome().map(Outcome::testAccuracy).map(Numbers::percent).orElse("not ended"));
    }
    StringBuilder text = new StringBuilder(table.toString());
    for (WriteComparison.Group group : WriteComparison.groups(runs)) {
      if (group.runs() > 1) {
        text.append(
            Numbers.format(
                "%s: %.2f ± %.2f %% (mean ± std of %d)%n",
                group.name(), 100 * group.mean(), 100 * group.deviation(), group.runs()));
      }
    }
    return text + "\n";
  }

  private static ObjectNode toJson(List<Run> runs, Path file) {
    ObjectNode root = Output.JSON.objectNode().put("report", file.toString());
    for (Run run : runs) {
      ObjectNode node = root.withArray("runs").addObject().put("folder", run.folder().toString());
      node.put("epochs", run.epochs().size());
      run.outcome()
          .ifPresent(
              outcome ->
                  node.put("bestEpoch", outcome.bestEpoch())
                      .put("validationAccuracy", outcome.validationAccuracy())
                      .put("testAccuracy", outcome.testAccuracy())
                      .put("seconds", outcome.seconds()));
    }
    for (WriteComparison.Group group : WriteComparison.groups(runs)) {
      if (group.runs() > 0) {
        root.withArray("groups")
            .addObject()
            .put("name", group.name())
            .put("runs", group.runs())
            .put("meanTestAccuracy", group.mean())
            .put("stdTestAccuracy", group.deviation());
      }
    }
    return root;
  }
}
