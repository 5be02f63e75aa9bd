package dev.bnn.verify;

import dev.bnn.hwgen.ToolMissingException;
import dev.bnn.verify.StageReport.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Runs the stages of the proof chain one after the other. */
public final class Verifier {
  private Verifier() {}

  /**
   * Runs every stage on all images; one that cannot run here is reported as not run.
   *
   * @param progress told the name of each stage before it starts
   */
  public static List<StageReport> verify(
      Subject subject, List<Stage> stages, Consumer<String> progress) {
    List<StageReport> reports = new ArrayList<>();
    for (Stage stage : stages) {
      progress.accept(stage.name());
      try {
        reports.add(stage.run(subject));
      } catch (ToolMissingException e) {
        reports.add(StageReport.notRun(stage.name(), e.getMessage()));
      } catch (IOException | RuntimeException | LinkageError e) {
        reports.add(StageReport.failed(stage.name(), describe(e)));
      }
    }
    return reports;
  }

  /** A message made for people as it is; anything else with its kind. */
  private static String describe(Throwable e) {
    boolean told = e instanceof IOException || e instanceof IllegalArgumentException;
    return told && e.getMessage() != null ? e.getMessage() : e.toString();
  }

  /** Whether every stage that ran agrees, and at least one was held against the specification. */
  public static boolean allAgree(List<StageReport> reports) {
    return reports.stream()
            .noneMatch(r -> r.verdict() == Verdict.DIFFERS || r.verdict() == Verdict.FAILED)
        && reports.stream().anyMatch(r -> r.verdict() == Verdict.AGREES);
  }
}
