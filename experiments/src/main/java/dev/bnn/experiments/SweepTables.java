package dev.bnn.experiments;

import static dev.bnn.experiments.Texts.count;
import static dev.bnn.experiments.Texts.format;
import static dev.bnn.experiments.Texts.percent;

import dev.bnn.experiments.DataTable.Cell;
import dev.bnn.experiments.SweepGroup.Variant;
import dev.bnn.experiments.TrialResult.Status;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tables of a sweep. */
record SweepTables(Sweep sweep) {
  private static final List<Cell> NO_OUTCOME = Collections.nCopies(5, Cell.none());

  /** A row for each comparison. */
  DataTable gaps(List<Gap> gaps) {
    return new DataTable(
        "gaps",
        join(
            List.of("binary width", "float width"),
            sweep.optionNames(),
            List.of(
                "binary, test",
                "float, test",
                "float − binary, points",
                "± std",
                "std error",
                "binary, weight bits",
                "float, weight bits")),
        gaps.stream().map(this::row).toList());
  }

  private List<Cell> row(Gap gap) {
    return join(
        List.of(width(gap.binary()), width(gap.twin())),
        options(gap.binary().variant()),
        List.of(
            share(gap.binary(), TrialResult::testAccuracy),
            share(gap.twin(), TrialResult::testAccuracy),
            Cell.of(TellGap.points(gap.difference()), gap.difference()),
            Cell.of(format("%.2f", 100 * gap.deviation()), gap.deviation()),
            Cell.of(format("%.2f", 100 * gap.standardError()), gap.standardError()),
            Cell.of(gap.binary().weightBits()),
            Cell.of(gap.twin().weightBits())));
  }

  /** A row for each group. */
  DataTable networks() {
    return new DataTable(
        "networks",
        join(
            List.of("width", "mode"),
            sweep.optionNames(),
            List.of(
                "seeds",
                "test",
                "validation",
                "weight bits",
                "memory bits",
                "MACs",
                "learning rate",
                "training")),
        sweep.groups().stream().map(this::network).toList());
  }

  private List<Cell> network(SweepGroup group) {
    TrialResult first = group.trials().get(0);
    return join(
        List.of(width(group), Cell.of(group.variant().mode().word())),
        options(group.variant()),
        List.of(
            Cell.of(group.seedList()),
            share(group, TrialResult::testAccuracy),
            share(group, TrialResult::validationAccuracy),
            Cell.of(group.weightBits()),
            Cell.of(first.memoryBits()),
            Cell.of(first.macs()),
            rates(group),
            time(group.all(TrialResult::seconds).stream().mapToDouble(s -> s).sum())));
  }

  /** A row for each group that has hardware. */
  DataTable designs() {
    return new DataTable(
        "designs",
        join(
            List.of("width", "mode"),
            sweep.optionNames(),
            List.of(
                "test",
                "LUT",
                "FF",
                "block memories",
                "cycles a frame",
                "frames per second",
                "latency, cycles")),
        sweep.groups().stream().filter(SweepGroup::hasHardware).map(this::design).toList());
  }

  private List<Cell> design(SweepGroup group) {
    return join(
        List.of(width(group), Cell.of(group.variant().mode().word())),
        options(group.variant()),
        List.of(
            share(group, TrialResult::testAccuracy),
            mean(group, Hardware::lut, "%,.0f"),
            mean(group, Hardware::ff, "%,.0f"),
            mean(group, Hardware::blocks, "%,.1f"),
            mean(group, Hardware::cyclesPerFrame, "%,.0f"),
            mean(group, Hardware::framesPerSecond, "%,.0f"),
            mean(group, Hardware::latencyCycles, "%,.0f")));
  }

  /** A row for each trial. */
  DataTable trainings() {
    return new DataTable(
        "trainings",
        join(
            List.of("width", "mode"),
            sweep.optionNames(),
            List.of(
                "seed",
                "status",
                "test",
                "right answers",
                "validation",
                "learning rate",
                "epochs",
                "time",
                "trial")),
        sweep.trials().stream().map(this::training).toList());
  }

  private List<Cell> training(TrialResult trial) {
    List<Cell> ended = new ArrayList<>();
    ended.add(Cell.of("" + trial.seed(), trial.seed()));
    ended.add(Cell.of(trial.status().word()));
    ended.addAll(trial.status() == Status.DONE ? outcome(trial) : NO_OUTCOME);
    ended.add(time(trial.seconds()));
    ended.add(Cell.of(trial.id()));
    return join(
        List.of(Cell.of(trial.width(), trial.size()), Cell.of(trial.mode().word())),
        options(Variant.of(trial)),
        ended);
  }

  private static List<Cell> outcome(TrialResult trial) {
    return List.of(
        Cell.of(percent(trial.testAccuracy()), trial.testAccuracy()),
        Cell.of(
            count(trial.testRight()) + " of " + count(trial.testImages()),
            (double) trial.testRight()),
        Cell.of(percent(trial.validationAccuracy()), trial.validationAccuracy()),
        rate(trial.learningRate()),
        Cell.of(trial.epochs()));
  }

  private List<Cell> options(Variant variant) {
    return sweep.options(variant).stream().map(Cell::of).toList();
  }

  private static Cell width(SweepGroup group) {
    return Cell.of(group.width(), group.size());
  }

  private static Cell share(SweepGroup group, ToDoubleFunction<TrialResult> share) {
    List<Double> values = group.all(share);
    return Cell.of(Spread.inPercent(values), Spread.of(values).mean());
  }

  private static Cell mean(SweepGroup group, ToDoubleFunction<Hardware> value, String format) {
    double mean = group.hardware(value);
    return Cell.of(format(format, mean), mean);
  }

  /** The rate of all seeds, or those they chose. */
  private static Cell rates(SweepGroup group) {
    List<Double> rates = group.all(TrialResult::learningRate).stream().distinct().toList();
    return rates.size() == 1
        ? rate(rates.get(0))
        : new Cell(
            rates.stream().map(String::valueOf).collect(Collectors.joining(", ")),
            String.valueOf(Spread.of(rates).mean()),
            true);
  }

  private static Cell rate(double rate) {
    return Cell.of(String.valueOf(rate), rate);
  }

  private static Cell time(double seconds) {
    return Cell.of(Texts.time(seconds), seconds);
  }

  private static <T> List<T> join(List<T> first, List<T> second, List<T> third) {
    return Stream.of(first, second, third).flatMap(List::stream).toList();
  }
}
