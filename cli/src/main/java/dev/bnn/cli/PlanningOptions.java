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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** Options that decide how the hardware is folded. */
final class PlanningOptions {
  private static final Pattern LATENCY =
      Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,6})?)(ns|us|µs|ms|s)");

  private static final Pattern PERCENT = Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,3})?)%?");

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

  @Option(
      names = "--target-fps",
      paramLabel = "N",
      description = "The least hardware for so many frames per second at the clock.")
  private Double targetFps;

  @Option(
      names = "--target-latency",
      paramLabel = "TIME",
      description = {
        "The least hardware for such a time from image to result: 50us, 2ms;",
        "with --target-fps for both."
      })
  private String targetLatency;

  @Option(
      names = "--fit",
      description = "As many frames per second as the target has room for (predicted).")
  private boolean fit;

  @Option(
      names = "--utilization",
      paramLabel = "PERCENT",
      description = "Share of the target that --fit may use. Default: 80%%.")
  private String utilization;

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
    checkOneGoal();
    Optional<Goal.Rate> rate = Optional.ofNullable(targetFps).map(Goal.Rate::new);
    if (targetLatency != null) {
      return new Goal.Latency(seconds(targetLatency), rate);
    }
    if (rate.isPresent()) {
      return rate.get();
    }
    return fit ? new Goal.Fit(utilizationShare()) : Goal.USUAL;
  }

  private void checkOneGoal() {
    Map<String, Boolean> goals = new LinkedHashMap<>();
    goals.put("--target-latency", targetLatency != null);
    goals.put("--target-fps", targetFps != null && targetLatency == null);
    goals.put("--fit", fit);
    goals.put("--folding", folding != null);
    List<String> given =
        goals.entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey).toList();
    if (given.size() > 1) {
      throw new IllegalArgumentException(
          String.join(" and ", given) + ": give one goal, the foldings follow from it");
    }
    if (utilization != null && !fit) {
      throw new IllegalArgumentException("--utilization is for --fit: add --fit");
    }
  }

  private static double seconds(String word) {
    Matcher time = LATENCY.matcher(word);
    if (!time.matches()) {
      throw new IllegalArgumentException(
          "--target-latency: '" + word + "' is no time: write it like 800ns, 50us or 2ms");
    }
    double factor =
        switch (time.group(2)) {
          case "ns" -> 1e-9;
          case "ms" -> 1e-3;
          case "s" -> 1;
          default -> 1e-6;
        };
    return Double.parseDouble(time.group(1)) * factor;
  }

  private double utilizationShare() {
    if (utilization == null) {
      return Goal.Fit.DEFAULT_UTILIZATION;
    }
    Matcher percent = PERCENT.matcher(utilization);
    double share = percent.matches() ? Double.parseDouble(percent.group(1)) / 100 : 0;
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "--utilization: '" + utilization + "' is no share: write it like 80%, up to 100%");
    }
    return share;
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
