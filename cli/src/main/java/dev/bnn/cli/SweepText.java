package dev.bnn.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bnn.experiments.Outcome;
import dev.bnn.experiments.ReadRun;
import dev.bnn.experiments.SweepResults;
import dev.bnn.experiments.TrialResult;
import dev.bnn.experiments.TrialResult.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What {@code bnn sweep} tells. */
final class SweepText {
  private SweepText() {}

  /** How a run ended, in a few words. */
  static String describe(SweepFolder folder, Path run) throws IOException {
    if (!SweepFolder.isFinished(run)) {
      return "failed: " + folder.readFailure(run).orElse("nobody knows why");
    }
    Outcome outcome = ReadRun.read(run).outcome().orElseThrow();
    return Numbers.format(
        "validation %.2f %%, test %.2f %%, %.0f s",
        100 * outcome.validationAccuracy(), 100 * outcome.testAccuracy(), outcome.seconds());
  }

  /** A row for each network, mean and deviation over its seeds. */
  static String toText(SweepResults results, SweepFolder folder) {
    Map<List<String>, List<TrialResult>> groups =
        results.trials().stream()
            .filter(trial -> trial.status() == Status.DONE)
            .collect(
                Collectors.groupingBy(
                    trial ->
                        List.of(trial.width(), trial.mode().word(), trial.padding(), trial.input()),
                    LinkedHashMap::new,
                    Collectors.toList()));
    TextTable table =
        new TextTable(
            "rlllrrrr", "width", "mode", "padding", "input", "seeds", "test", "weight bits", "LUT");
    groups.forEach(
        (group, trials) -> {
          double[] test = trials.stream().mapToDouble(TrialResult::testAccuracy).toArray();
          TrialResult first = trials.get(0);
          table.row(
              group.get(0),
              group.get(1),
              group.get(2),
              group.get(3),
              trials.size(),
              Numbers.format(
                  "%.2f ± %.2f %%", 100 * Numbers.mean(test), 100 * Numbers.deviation(test)),
              Numbers.count(first.weightBits()),
              first.hardware().map(hardware -> Numbers.count(hardware.lut())).orElse(""));
        });
    return "\n" + table + "\n" + folder.path().resolve("report.html") + " shows it\n";
  }

  /** What would be trained. */
  static String toText(List<SweepRuns.Job> jobs, int workers) {
    TextTable table = new TextTable("lr", "training", "expected");
    jobs.forEach(job -> table.row(job.run().getFileName(), ExpectedTime.about(job.seconds())));
    return table
        + "\n"
        + jobs.size()
        + " trainings, "
        + ExpectedTime.about(jobs.stream().mapToDouble(SweepRuns.Job::seconds).sum() / workers)
        + " with "
        + workers
        + (workers == 1 ? " worker\n" : " workers\n");
  }

  static ArrayNode toJson(List<SweepRuns.Job> jobs) {
    ArrayNode all = Output.JSON.arrayNode();
    for (SweepRuns.Job job : jobs) {
      ObjectNode node = all.addObject();
      node.put("training", String.valueOf(job.run().getFileName()));
      node.put("expectedSeconds", job.seconds());
    }
    return all;
  }
}
