package dev.bnn.cli;

import dev.bnn.hwgen.Goal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** Options that say what foldings are chosen for. */
final class GoalOptions {
  private static final Pattern LATENCY =
      Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,6})?)(ns|us|µs|ms|s)");

  private static final Pattern PERCENT = Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,3})?)%?");

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

  /**
   * The goal; what is usual, if nothing was asked.
   *
   * @param others names of options that were given and decide the foldings as well
   * @throws IllegalArgumentException if there are two goals, or one is no number
   */
  Goal read(String... others) {
    checkOneGoal(others);
    Optional<Goal.Rate> rate = Optional.ofNullable(targetFps).map(Goal.Rate::new);
    if (targetLatency != null) {
      return new Goal.Latency(seconds(targetLatency), rate);
    }
    if (rate.isPresent()) {
      return rate.get();
    }
    return fit ? new Goal.Fit(utilizationShare()) : Goal.USUAL;
  }

  /** The words that say the same again. */
  List<String> words() {
    List<String> words = new ArrayList<>();
    if (targetFps != null) {
      words.add("--target-fps=" + targetFps);
    }
    if (targetLatency != null) {
      words.add("--target-latency=" + targetLatency);
    }
    if (fit) {
      words.add("--fit=true");
    }
    if (utilization != null) {
      words.add("--utilization=" + utilization);
    }
    return words;
  }

  private void checkOneGoal(String... others) {
    Map<String, Boolean> goals = new LinkedHashMap<>();
    goals.put("--target-latency", targetLatency != null);
    goals.put("--target-fps", targetFps != null && targetLatency == null);
    goals.put("--fit", fit);
    for (String other : others) {
      goals.put(other, true);
    }
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
}
