package dev.bnn.experiments;

import static dev.bnn.experiments.Texts.format;
import static dev.bnn.experiments.Texts.percent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Writes a page that compares runs: curves over each other, options that differ, accuracies, mean
 * and deviation of runs that differ only in the seed. The same runs give the same bytes.
 */
public final class WriteComparison {
  private final List<Run> runs;
  private final Map<Map<String, String>, List<Run>> groups; // by all options but the seed
  private final List<String> differing;

  private WriteComparison(List<Run> runs) {
    this.runs = runs;
    this.groups =
        runs.stream()
            .collect(
                Collectors.groupingBy(
                    WriteComparison::withoutSeed, LinkedHashMap::new, Collectors.toList()));
    this.differing = differing(runs);
  }

  /**
   * Writes the page.
   *
   * @param runs at least two
   * @throws IllegalArgumentException if there lies something that this toolkit has not written
   * @throws IOException if the file cannot be written
   */
  public static void write(List<Run> runs, Path file) throws IOException {
    new WriteComparison(List.copyOf(runs)).page().write(file);
  }

  /**
   * Test accuracies of runs that differ only in the seed.
   *
   * @param name what sets them apart from the others
   * @param runs how many have ended
   * @param mean test accuracy, 0…1; NaN if none has ended
   * @param deviation of the sample (n − 1); 0 for a single run
   */
  public record Group(String name, int runs, double mean, double deviation) {}

  /** The groups of runs that differ only in the seed, in the order of their first runs. */
  public static List<Group> groups(List<Run> runs) {
    WriteComparison comparison = new WriteComparison(List.copyOf(runs));
    return comparison.groups.values().stream().map(comparison::group).toList();
  }

  private Group group(List<Run> members) {
    List<Double> tests = ended(members, Outcome::testAccuracy);
    Spread spread = tests.isEmpty() ? new Spread(Double.NaN, 0) : Spread.of(tests);
    return new Group(name(members), tests.size(), spread.mean(), spread.deviation());
  }

  private Page page() throws IOException {
    Page page =
        new Page(
            format("%d runs compared", runs.size()),
            runs.stream().map(Run::name).distinct().collect(Collectors.joining(", ")));
    page.section("Accuracy");
    page.table(
        false,
        List.of("run", "seed", "test", "validation", "epoch", "epochs", "time"),
        runs.stream().map(this::row).toList());
    if (runs.stream().anyMatch(run -> run.outcome().isEmpty())) {
      page.missing("A run without figures has not ended: no result.json in its folder.");
    }
    addGroups(page);
    addCurves(page);
    addOptions(page);
    return page;
  }

  private List<String> row(Run run) {
    return List.of(
        label(run),
        run.option("seed"),
        run.outcome().map(o -> percent(o.testAccuracy())).orElse("–"),
        run.outcome().map(o -> percent(o.validationAccuracy())).orElse("–"),
        run.outcome().map(o -> String.valueOf(o.bestEpoch())).orElse("–"),
        String.valueOf(run.epochs().size()),
        run.outcome().map(o -> Texts.time(o.seconds())).orElse("–"));
  }

  private void addGroups(Page page) {
    if (groups.values().stream().allMatch(members -> members.size() == 1)) {
      return;
    }
    page.section("Runs that differ only in the seed");
    page.table(
        false,
        List.of("", "seeds", "test, mean ± std", "validation, mean ± std"),
        groups.values().stream()
            .map(
                members ->
                    List.of(
                        name(members),
                        members.stream()
                            .map(run -> run.option("seed"))
                            .collect(Collectors.joining(", ")),
                        Spread.inPercent(ended(members, Outcome::testAccuracy)),
                        Spread.inPercent(ended(members, Outcome::validationAccuracy))))
            .toList());
  }

  private static List<Double> ended(Collection<Run> members, Function<Outcome, Double> value) {
    return members.stream().flatMap(run -> run.outcome().stream()).map(value).toList();
  }

  private void addCurves(Page page) throws IOException {
    page.section("Curves");
    if (runs.stream().allMatch(run -> run.epochs().isEmpty())) {
      page.missing("No run has a metrics.csv with an epoch in it.");
      return;
    }
    page.charts(
        List.of(
            chart("Validation accuracy in %", e -> 100 * e.validationAccuracy()),
            chart("Training accuracy in %", e -> 100 * e.trainAccuracy()),
            chart("Training loss", Epoch::trainLoss),
            chart("Learning rate", Epoch::learningRate)));
  }

  /** Runs that differ only in the seed have one colour when there are others. */
  private Chart chart(String title, ToDoubleFunction<Epoch> value) {
    List<Chart.Line> lines = new ArrayList<>();
    List<List<Run>> members = List.copyOf(groups.values());
    for (Run run : runs) {
      int group = 0;
      while (!members.get(group).contains(run)) {
        group++;
      }
      if (!run.epochs().isEmpty()) {
        lines.add(
            new Chart.Line(
                label(run),
                groups.size() == 1 ? lines.size() : group,
                run.epochs().stream().map(Epoch::epoch).toList(),
                run.epochs().stream().map(value::applyAsDouble).toList()));
      }
    }
    return Chart.ofLines(title, "epoch", lines);
  }

  private void addOptions(Page page) {
    page.section("Options that differ");
    if (differing.isEmpty()) {
      page.say("None: the same training every time.");
      return;
    }
    List<String> heading = new ArrayList<>(List.of("run"));
    heading.addAll(differing);
    List<List<String>> rows = new ArrayList<>();
    for (Run run : runs) {
      List<String> row = new ArrayList<>(List.of(label(run)));
      differing.forEach(option -> row.add(run.config().getOrDefault(option, "–")));
      rows.add(row);
    }
    page.table(true, heading, rows);
  }

  /** Name of the folder; the whole path where two have one name. */
  private String label(Run run) {
    boolean alone = runs.stream().filter(other -> other.name().equals(run.name())).count() == 1;
    return alone ? run.name() : run.folder().toString();
  }

  /** Architecture and data, and what else sets a group apart. */
  private String name(List<Run> members) {
    Run first = members.get(0);
    String options =
        differing.stream()
            .filter(option -> !List.of("seed", "model", "width", "mode").contains(option))
            .filter(option -> !List.of("dataset", "dataHash", "contentHash").contains(option))
            .map(option -> ", " + option + " " + first.config().getOrDefault(option, "–"))
            .collect(Collectors.joining());
    return first.architecture() + " on " + first.option("dataset") + options;
  }

  private static List<String> differing(List<Run> runs) {
    Map<String, Boolean> names = new LinkedHashMap<>();
    runs.forEach(run -> run.config().keySet().forEach(name -> names.put(name, true)));
    return names.keySet().stream()
        .filter(
            name ->
                runs.stream()
                        .map(run -> run.config().getOrDefault(name, "–"))
                        .collect(Collectors.toCollection(TreeSet::new))
                        .size()
                    > 1)
        .toList();
  }

  private static Map<String, String> withoutSeed(Run run) {
    Map<String, String> options = new LinkedHashMap<>(run.config());
    options.remove("seed");
    return options;
  }
}
