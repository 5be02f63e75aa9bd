package dev.bnn.experiments;

import dev.bnn.experiments.SweepGroup.Variant;
import dev.bnn.experiments.TrialResult.Status;
import dev.bnn.train.Mode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The results of a sweep in the order in which they are shown, and what is told apart by names. */
final class Sweep {
  private final SweepResults results;
  private final List<TrialResult> trials;
  private final List<SweepGroup> groups;
  private final boolean hasInputs;
  private final boolean hasPaddings;

  Sweep(SweepResults results) {
    this.results = results;
    this.trials =
        results.trials().stream()
            .sorted(
                Comparator.comparing(Variant::of)
                    .thenComparing(TrialResult::size)
                    .thenComparing(TrialResult::seed)
                    .thenComparing(TrialResult::id))
            .toList();
    this.groups = SweepGroup.of(trials);
    this.hasInputs = distinct(TrialResult::input).size() > 1;
    this.hasPaddings = distinct(TrialResult::padding).size() > 1;
  }

  SweepResults results() {
    return results;
  }

  /** All that have ended, failed ones too. */
  List<TrialResult> trials() {
    return trials;
  }

  List<TrialResult> done() {
    return trials.stream().filter(trial -> trial.status() == Status.DONE).toList();
  }

  List<TrialResult> failed() {
    return trials.stream().filter(trial -> trial.status() == Status.FAILED).toList();
  }

  /** The finished trials, seeds together. */
  List<SweepGroup> groups() {
    return groups;
  }

  /** The values of all trials, each once, in the trials' order. */
  <T> List<T> distinct(Function<TrialResult, T> value) {
    return trials.stream().map(value).distinct().toList();
  }

  /** The lines of the charts; a line's place here is its style. */
  List<Variant> variants() {
    return distinct(Variant::of);
  }

  /** Groups of one padding and input: those that are compared with each other. */
  List<List<SweepGroup>> families() {
    Map<Variant, List<SweepGroup>> families =
        groups.stream()
            .collect(
                Collectors.groupingBy(
                    group -> group.variant().in(Mode.BINARY),
                    LinkedHashMap::new,
                    Collectors.toList()));
    return List.copyOf(families.values());
  }

  /** Of a mode, those with the highest mean on the test part. */
  Optional<SweepGroup> best(Mode mode) {
    return groups.stream()
        .filter(group -> group.variant().mode() == mode)
        .max(Comparator.comparingDouble(group -> group.test().mean()));
  }

  /** Names of the options, beside width and mode, in which the trials differ. */
  List<String> optionNames() {
    List<String> names = new ArrayList<>();
    if (hasInputs) {
      names.add("input");
    }
    if (hasPaddings) {
      names.add("padding");
    }
    return names;
  }

  /** The values of these options. */
  List<String> options(Variant variant) {
    List<String> values = new ArrayList<>();
    if (hasInputs) {
      values.add(variant.input());
    }
    if (hasPaddings) {
      values.add(variant.padding());
    }
    return values;
  }

  /** As {@code input pixels, padding none}; empty where the trials differ in neither. */
  String describeOptions(Variant variant) {
    List<String> names = optionNames();
    List<String> values = options(variant);
    List<String> words = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      words.add(names.get(i) + " " + values.get(i));
    }
    return String.join(", ", words);
  }

  /** As {@code binary}, {@code binary, input pixels}. */
  String name(Variant variant) {
    String options = describeOptions(variant);
    return variant.mode().word() + (options.isEmpty() ? "" : ", " + options);
  }
}
