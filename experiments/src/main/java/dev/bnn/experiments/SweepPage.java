package dev.bnn.experiments;

import static dev.bnn.experiments.Texts.count;
import static dev.bnn.experiments.Texts.format;
import static dev.bnn.experiments.Texts.percent;

import dev.bnn.quantize.Version;
import dev.bnn.train.Mode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The page of a sweep, section by section. */
final class SweepPage {
  private final Sweep sweep;
  private final SweepCharts charts;
  private final SweepTables tables;
  private final Page page;

  SweepPage(Sweep sweep) {
    this.sweep = sweep;
    this.charts = new SweepCharts(sweep);
    this.tables = new SweepTables(sweep);
    this.page =
        new Page(
                format(
                    "Accuracy versus size: %s on %s",
                    sweep.results().model(), sweep.results().dataset()),
                format(
                    "A sweep of %s: %s networks of %s with %s",
                    counted(sweep.trials().size(), "training"),
                    list(sweep.trials(), trial -> trial.mode().word(), " and "),
                    counted(sweep.distinct(TrialResult::width).size(), "width"),
                    counted(sweep.distinct(TrialResult::seed).size(), "seed")))
            .enliven("sweep.css", "sweep.js");
    addFigures();
    addAsked();
    if (!sweep.done().isEmpty()) {
      addGap();
      addAccuracy();
      addHardware();
      addNetworks();
    }
    addTrainings();
    addProvenance();
  }

  Page page() {
    return page;
  }

  private void addFigures() {
    List<Page.Figure> figures = new ArrayList<>();
    for (Mode mode : Mode.values()) {
      sweep
          .best(mode)
          .ifPresent(
              best ->
                  figures.add(
                      new Page.Figure(
                          format(
                              "highest of %s, width %s", sweep.name(best.variant()), best.width()),
                          percent(best.test().mean()))));
    }
    figures.add(
        new Page.Figure(
            format("of %s done", counted(sweep.trials().size(), "training")),
            String.valueOf(sweep.done().size())));
    double seconds = sweep.trials().stream().mapToDouble(TrialResult::seconds).sum();
    figures.add(new Page.Figure("of training in all", Texts.time(seconds)));
    page.figures(figures);
    if (sweep.done().isEmpty()) {
      page.missing("No training has ended well yet: there are no accuracies to show.");
    }
  }

  private void addAsked() {
    page.section("What was asked");
    SweepResults results = sweep.results();
    List<TrialResult> bySize =
        sweep.trials().stream().sorted(Comparator.comparingDouble(TrialResult::size)).toList();
    List<List<String>> rows =
        List.of(
            List.of("data set", results.dataset()),
            List.of("model", results.model()),
            List.of("widths", list(bySize, TrialResult::width, ", ")),
            List.of("modes", list(sweep.trials(), trial -> trial.mode().word(), ", ")),
            List.of("inputs", list(sweep.trials(), TrialResult::input, ", ")),
            List.of("paddings", list(sweep.trials(), TrialResult::padding, ", ")),
            List.of("seeds", list(sweep.trials(), TrialResult::seed, ", ")),
            List.of("epochs", list(sweep.done(), TrialResult::epochs, ", ")),
            List.of(
                "hardware",
                results.target().map(t -> t + " at " + clock()).orElse("not asked for")));
    page.table(true, List.of("asked for", ""), rows);
  }

  private void addGap() {
    page.section("The gap between float and binary");
    List<List<SweepGroup>> families =
        sweep.families().stream().filter(f -> !SweepCharts.gaps(f).isEmpty()).toList();
    if (families.isEmpty()) {
      page.missing(
          "No binary network has a float one to be held against: there is no gap to show.");
      return;
    }
    page.add("<div class=\"lead\">\n");
    families.forEach(this::tell);
    page.add("</div>\n");
    plots(families.stream().map(charts::gap));
    page.say(
        "Float minus binary, means of the test accuracies over the seeds. Bars are ± the standard"
            + " deviation of the difference of one training each, √(s² of float + s² of binary):"
            + " the two share no randomness. “Ahead” and “behind” mean by more than two standard"
            + " errors of the difference of the means, √(s²/n of float + s²/n of binary), and"
            + " “level” by less: a rule of thumb, not a proof."
            + oneSeed());
    page.add(
        tables
            .gaps(families.stream().flatMap(f -> SweepCharts.gaps(f).stream()).toList())
            .toHtml());
  }

  private void tell(List<SweepGroup> family) {
    String options = sweep.describeOptions(family.get(0).variant());
    if (options.isEmpty()) {
      TellGap.inWords(family).forEach(page::say);
    } else {
      page.say("With " + options + ": " + String.join(" ", TellGap.inWords(family)));
    }
  }

  private void addAccuracy() {
    page.section("Accuracy against size");
    plots(Stream.of(charts.accuracyAgainstWidth(), charts.accuracyAgainstBits()));
    page.say(
        "Means over the seeds; bars are ± the standard deviation of the sample (n − 1), and hidden"
            + " where the point is larger."
            + oneSeed()
            + " The epoch is chosen on the validation part and the test part scored once, of binary"
            + " networks by the integer network. That the test part is a sample itself is not in"
            + " the bars: "
            + testNoise());
  }

  /** What another test set of this size would do to the best accuracy. */
  private String testNoise() {
    TrialResult best =
        sweep.done().stream()
            .max(Comparator.comparingDouble(TrialResult::testAccuracy))
            .orElseThrow();
    double share = best.testAccuracy();
    return format(
        "%.2f points at %s of %s images (binomial standard deviation), much of it common to all"
            + " networks, which see the same images.",
        100 * Math.sqrt(share * (1 - share) / best.testImages()),
        percent(share),
        count(best.testImages()));
  }

  private String oneSeed() {
    return sweep.groups().stream().anyMatch(group -> group.seeds() == 1)
        ? " Where there is a single seed there is no bar: nothing is known of the noise."
        : "";
  }

  private void addHardware() {
    if (sweep.groups().stream().noneMatch(SweepGroup::hasHardware)) {
      return;
    }
    String target = sweep.results().target().orElse("an unnamed part");
    page.section("Accuracy against hardware");
    plots(Stream.of(charts.accuracyAgainstLuts(target), charts.accuracyAgainstRate(clock())));
    page.say(
        format(
            "Predicted for %s at %s; nothing here is placed or measured. LUTs are what our model of"
                + " Yosys expects after synthesis, not Vivado's (docs/resources.md tells how far off"
                + " it is). Frames per second are the clock over the cycles of a frame, which are"
                + " exact; whether the clock is reached, only place and route tells.",
            target, clock()));
    page.say(
        "On the Pareto front are the networks that no other one here equals in both respects and"
            + " beats in one, by the means of the accuracies.");
    page.add(tables.designs().toHtml());
    long without =
        sweep.groups().stream()
            .filter(group -> group.variant().mode() == Mode.BINARY && !group.hasHardware())
            .count();
    if (without > 0) {
      page.missing(format("Without a plan for this part: %s.", counted(without, "network")));
    }
  }

  private void addNetworks() {
    page.section("Networks, mean ± standard deviation over the seeds");
    page.add(tables.networks().toHtml());
    page.say(
        "Memory bits are those of weights, thresholds and offsets; in float networks of weights and"
            + " two numbers a neuron. MACs are multiply-accumulates a frame; between signs they"
            + " are XNOR and count.");
  }

  private void addTrainings() {
    if (sweep.trials().isEmpty()) {
      return;
    }
    page.section("All trainings");
    page.add(tables.trainings().toHtml());
    if (!sweep.failed().isEmpty()) {
      page.section("Failed trainings");
      page.table(
          true,
          List.of("trial", "reason"),
          sweep.failed().stream()
              .map(trial -> List.of(trial.id(), trial.reason().orElse("none was recorded")))
              .toList());
    }
  }

  private void addProvenance() {
    page.section("Provenance");
    page.table(
        true,
        List.of("what", ""),
        List.of(
            List.of("all figures are from", "results.json of the sweep's folder"),
            List.of("every option that was asked for", "sweep.json"),
            List.of("each training", "trials/TRIAL; bnn report trials/TRIAL shows its curves"),
            List.of("report by", Version.TOOL)));
  }

  private void plots(Stream<PointChart> plots) {
    page.add(
        plots
            .map(PointChart::toHtml)
            .collect(Collectors.joining("", "<div class=\"plots\">\n", "</div>\n")));
  }

  private String clock() {
    return format("%.3f", sweep.results().clockMhz()).replaceAll("\\.?0+$", "") + " MHz";
  }

  private static <T> String list(
      List<TrialResult> trials, Function<TrialResult, T> value, String between) {
    return trials.isEmpty()
        ? "–"
        : trials.stream()
            .map(value)
            .distinct()
            .map(String::valueOf)
            .collect(Collectors.joining(between));
  }

  private static String counted(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
