package dev.bnn.cli;

import dev.bnn.hwgen.FoldingFile;
import dev.bnn.hwgen.Goal;
import dev.bnn.hwgen.HardwarePlan;
import dev.bnn.hwgen.PlanHardware;
import dev.bnn.hwgen.PlanOptions;
import dev.bnn.hwgen.StreamKind;
import dev.bnn.hwgen.Target;
import dev.bnn.hwgen.WeightAccess;
import dev.bnn.quantize.BinaryNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that decide how the hardware is folded. */
final class PlanningOptions {
  @Option(
      names = "--clock",
      paramLabel = "MHZ",
      defaultValue = "" + PlanOptions.DEFAULT_CLOCK_MHZ,
      description =
          "Planned clock; sets how deep the lanes are pipelined. Default: ${DEFAULT-VALUE}.")
  private double clock;

  @Option(
      names = "--target",
      paramLabel = "T",
      defaultValue = "generic",
      completionCandidates = TargetWords.class,
      converter = TargetOfWord.class,
      description = "What it is built for: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Target target;

  @Mixin private GoalOptions goals;

  @Option(
      names = "--folding",
      paramLabel = "FILE",
      description =
          "PE, SIMD and (of a convolution, 1 if not said) M per layer, as JSON: {\"l1\": {\"pe\": 16,"
              + " \"simd\": 8, \"m\": 2}, …}. Every bundle has one, folding.json.")
  private Path folding;

  @Option(
      names = "--stream",
      paramLabel = "bytes|bits",
      defaultValue = "bytes",
      description =
          "What the host sends: image bytes, or bits it has encoded. Default: ${DEFAULT-VALUE}.")
  private StreamKind stream;

  @Option(names = "--scores", description = "Answer with all scores, not with the class.")
  private boolean scores;

  @Option(
      names = "--writable-weights",
      description = {
        "Let the host load other networks of the same shape while the design runs;",
        "costs memory for a second network (docs/host-runtime.md)."
      })
  private boolean writableWeights;

  /** The plan for a network. */
  HardwarePlan plan(BinaryNetwork network) throws IOException {
    PlanOptions options = read(network);
    try {
      return PlanHardware.plan(network, options);
    } catch (IllegalArgumentException e) {
      throw folding == null ? e : new IllegalArgumentException(folding + ": " + e.getMessage(), e);
    }
  }

  /** Whether nothing special was asked. */
  boolean areDefault() {
    Goal goal = goal();
    return folding == null && withGoal(goal).equals(PlanOptions.defaults());
  }

  /** What is asked of the plan for a network. */
  PlanOptions read(BinaryNetwork network) throws IOException {
    Goal goal = goal();
    return withGoal(folding == null ? goal : FoldingFile.read(folding, network));
  }

  private PlanOptions withGoal(Goal goal) {
    return new PlanOptions(
        goal,
        clock,
        stream,
        scores,
        target,
        writableWeights ? WeightAccess.WRITABLE : WeightAccess.FIXED);
  }

  /** The goal, unless it is a folding file. */
  private Goal goal() {
    return folding == null ? goals.read() : goals.read("--folding");
  }

  /** The words of {@code --target}, for help and completion. */
  private static final class TargetWords implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Target.words().iterator();
    }
  }

  private static final class TargetOfWord implements ITypeConverter<Target> {
    @Override
    public Target convert(String word) {
      try {
        return Target.parse(word);
      } catch (IllegalArgumentException e) {
        throw new UsageText.IllegalWordException(e.getMessage(), e);
      }
    }
  }
}
