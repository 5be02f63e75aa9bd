package dev.bnn.experiments;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * An axis: which values it shows, and where.
 *
 * @param title with the unit
 * @param logarithmic whether equal factors have equal lengths
 * @param low the value at its beginning
 * @param high the value at its end, above {@code low}
 * @param ticks by value, each between them
 */
record Axis(String title, boolean logarithmic, double low, double high, List<Tick> ticks) {
  private static final double MARGIN = 0.06;
  private static final int MOST_TICKS = 9;
  private static final List<Integer> STEPS = List.of(1, 2, 5);

  /** Below this factor from end to end a logarithmic axis has evenly spaced ticks. */
  private static final double NARROW = 8;

  /** Numbers below this are written out. */
  private static final double UNSHORTENED = 10_000;

  private static final double ROUNDING = 1e-9;

  /** A value that is written at the axis. */
  record Tick(double value, String text) {}

  Axis {
    ticks = List.copyOf(ticks);
  }

  /** An axis of evenly spaced ticks that shows all values, at least one. */
  static Axis linear(String title, Collection<Double> values) {
    double low = min(values);
    double high = max(values);
    double margin = high > low ? MARGIN * (high - low) : 1;
    return new Axis(
        title, false, low - margin, high + margin, evenTicks(low - margin, high + margin));
  }

  /** A linear axis for percentages: nothing is written above 100. */
  static Axis percentages(String title, Collection<Double> values) {
    Axis axis = linear(title, values);
    List<Tick> ticks = axis.ticks.stream().filter(tick -> tick.value <= 100).toList();
    return new Axis(title, false, axis.low, axis.high, ticks);
  }

  /** A logarithmic axis that shows all values, at least one, each above 0. */
  static Axis logarithmic(String title, Collection<Double> values) {
    Axis bare = bare(title, values, List.of());
    List<Tick> ticks =
        bare.high / bare.low < NARROW
            ? evenTicks(bare.low, bare.high)
            : decimalTicks(bare.low, bare.high);
    return new Axis(title, true, bare.low, bare.high, ticks);
  }

  /** A logarithmic axis with ticks where there are values, each above 0. */
  static Axis ofSizes(String title, List<Tick> sizes) {
    return bare(title, sizes.stream().map(Tick::value).toList(), sizes);
  }

  private static Axis bare(String title, Collection<Double> values, List<Tick> ticks) {
    double low = min(values);
    double high = max(values);
    double margin = high > low ? Math.pow(high / low, MARGIN) : 2;
    return new Axis(title, true, low / margin, high * margin, ticks);
  }

  /** Where a value is: 0 at the beginning, 1 at the end. */
  double position(double value) {
    return logarithmic
        ? Math.log(value / low) / Math.log(high / low)
        : (value - low) / (high - low);
  }

  private static List<Tick> evenTicks(double low, double high) {
    int power = (int) Math.floor(Math.log10((high - low) / MOST_TICKS));
    double step = Math.pow(10, power);
    for (int i = 1; (high - low) / step > MOST_TICKS; i++) {
      step = Math.pow(10, power + i / STEPS.size()) * STEPS.get(i % STEPS.size());
    }
    Unit unit = Math.abs(high) < UNSHORTENED ? Unit.ONE : Unit.of(high);
    List<Tick> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(low / step); i * step <= high; i++) {
      ticks.add(new Tick(i * step, unit.write(i * step, step)));
    }
    return ticks;
  }

  /** At 1, 2, 5, 10, 20 …; at powers of ten only where those are too many. */
  private static List<Tick> decimalTicks(double low, double high) {
    List<Tick> ticks = new ArrayList<>();
    List<Tick> powers = new ArrayList<>();
    for (int power = (int) Math.floor(Math.log10(low)); Math.pow(10, power) <= high; power++) {
      for (int factor : STEPS) {
        double value = factor * Math.pow(10, power);
        if (value >= low && value <= high) {
          Tick tick = new Tick(value, Unit.of(value).write(value, value / factor));
          ticks.add(tick);
          if (factor == 1) {
            powers.add(tick);
          }
        }
      }
    }
    return ticks.size() <= MOST_TICKS ? ticks : powers;
  }

  /** What large numbers are counted in: {@code 20k}, {@code 1.5M}. */
  private enum Unit {
    ONE(1, ""),
    THOUSAND(1e3, "k"),
    MILLION(1e6, "M"),
    BILLION(1e9, "G");

    private final double size;
    private final String letter;

    Unit(double size, String letter) {
      this.size = size;
      this.letter = letter;
    }

    static Unit of(double value) {
      return value >= BILLION.size
          ? BILLION
          : value >= MILLION.size ? MILLION : value >= THOUSAND.size ? THOUSAND : ONE;
    }

    /** With the decimals that multiples of {@code step} have. */
    private String write(double value, double step) {
      int decimals = (int) Math.max(0, Math.ceil(-Math.log10(step / size) - ROUNDING));
      return Texts.format("%." + decimals + "f", value / size).replace('-', '−') + letter;
    }
  }

  private static double min(Collection<Double> values) {
    return values.stream().mapToDouble(v -> v).min().orElseThrow();
  }

  private static double max(Collection<Double> values) {
    return values.stream().mapToDouble(v -> v).max().orElseThrow();
  }
}
