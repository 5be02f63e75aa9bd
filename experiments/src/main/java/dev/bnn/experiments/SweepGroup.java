package dev.bnn.experiments;

import dev.bnn.experiments.TrialResult.Status;
import dev.bnn.train.Mode;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * The finished trials of a sweep that differ only in the seed.
 *
 * @param width as it was asked for
 * @param size the width as a number
 * @param variant what sets it apart from others of this width
 * @param trials at least one, by seed
 */
record SweepGroup(String width, double size, Variant variant, List<TrialResult> trials) {
  /**
   * What sets networks of one width apart: a line in the charts.
   *
   * @param mode binary or float
   */
  record Variant(String padding, String input, Mode mode) implements Comparable<Variant> {
    private static final Comparator<Variant> ORDER =
        Comparator.comparing(Variant::input)
            .thenComparing(Variant::padding)
            .thenComparing(Variant::mode);

    static Variant of(TrialResult trial) {
      return new Variant(trial.padding(), trial.input(), trial.mode());
    }

    /** The same of the other mode. */
    Variant in(Mode other) {
      return new Variant(padding, input, other);
    }

    @Override
    public int compareTo(Variant other) {
      return ORDER.compare(this, other);
    }
  }

  SweepGroup {
    trials = List.copyOf(trials);
  }

  /** The groups, variant by variant, each by width; a group of which no trial is done is none. */
  static List<SweepGroup> of(List<TrialResult> trials) {
    Map<List<Object>, List<TrialResult>> members =
        trials.stream()
            .filter(trial -> trial.status() == Status.DONE)
            .sorted(
                Comparator.comparing(Variant::of)
                    .thenComparing(TrialResult::size)
                    .thenComparing(TrialResult::seed))
            .collect(
                Collectors.groupingBy(
                    trial -> List.of(Variant.of(trial), trial.size()),
                    LinkedHashMap::new,
                    Collectors.toList()));
    return members.values().stream().map(SweepGroup::ofMembers).toList();
  }

  private static SweepGroup ofMembers(List<TrialResult> members) {
    TrialResult first = members.get(0);
    return new SweepGroup(first.width(), first.size(), Variant.of(first), members);
  }

  /** How many seeds. */
  int seeds() {
    return trials.size();
  }

  /** The seeds, as {@code 1, 2, 3}. */
  String seedList() {
    return trials.stream().map(t -> String.valueOf(t.seed())).collect(Collectors.joining(", "));
  }

  /** Test accuracy over the seeds. */
  Spread test() {
    return Spread.of(all(TrialResult::testAccuracy));
  }

  /** A value of all trials, by seed. */
  List<Double> all(ToDoubleFunction<TrialResult> value) {
    return trials.stream().map(value::applyAsDouble).toList();
  }

  /** Bits of all weights: the same for every seed. */
  long weightBits() {
    return trials.get(0).weightBits();
  }

  /** Whether there is predicted hardware. */
  boolean hasHardware() {
    return trials.stream().anyMatch(trial -> trial.hardware().isPresent());
  }

  /** Mean of a prediction over the seeds that have one; NaN where none has. */
  double hardware(ToDoubleFunction<Hardware> value) {
    OptionalDouble mean =
        trials.stream().flatMap(t -> t.hardware().stream()).mapToDouble(value).average();
    return mean.orElse(Double.NaN);
  }
}
