package dev.bnn.experiments;

import static dev.bnn.experiments.Texts.count;
import static dev.bnn.experiments.Texts.format;

import dev.bnn.experiments.PointChart.Look;
import dev.bnn.experiments.PointChart.Point;
import dev.bnn.experiments.PointChart.Series;
import dev.bnn.experiments.SweepGroup.Variant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** The charts of a sweep. */
record SweepCharts(Sweep sweep) {
  private static final String ACCURACY = "test accuracy, %";

  /** Float networks of a part of the width, their name and style. */
  private record Part(int part, String name, int style) {}

  private static final List<Part> PARTS =
      List.of(
          new Part(1, "float of the same width", 2),
          new Part(2, "float of half the width", 3),
          new Part(4, "float of a quarter of the width", 6));

  /** The gaps to float networks of the same, half and a quarter of the width. */
  static List<Gap> gaps(List<SweepGroup> family) {
    return PARTS.stream().flatMap(part -> Gap.between(family, part.part()).stream()).toList();
  }

  /** Float minus binary against the binary networks' width; {@code family} has a gap. */
  PointChart gap(List<SweepGroup> family) {
    List<Series> series = new ArrayList<>();
    for (Part part : PARTS) {
      List<Point> points = Gap.between(family, part.part()).stream().map(SweepCharts::at).toList();
      if (!points.isEmpty()) {
        series.add(new Series(part.name(), part.style(), Look.JOINED, points));
      }
    }
    String options = sweep.describeOptions(family.get(0).variant());
    return new PointChart(
        "Float − binary against width" + (options.isEmpty() ? "" : ", " + options),
        widthAxis("width of the binary network"),
        Axis.linear("percentage points; below 0 binary is better", ends(series, 0)),
        series);
  }

  private static Point at(Gap gap) {
    return new Point(
        gap.binary().size(),
        100 * gap.difference(),
        100 * gap.deviation(),
        "",
        format(
            "binary, width %s: %s\nfloat, width %s: %s\nfloat − binary: %s points%s",
            gap.binary().width(),
            Spread.inPercent(gap.binary().all(TrialResult::testAccuracy)),
            gap.twin().width(),
            Spread.inPercent(gap.twin().all(TrialResult::testAccuracy)),
            TellGap.points(gap.difference()),
            gap.hasDeviation() ? format(" ± %.2f", 100 * gap.deviation()) : ", one seed"));
  }

  PointChart accuracyAgainstWidth() {
    List<Series> series = series(SweepGroup::size, group -> "", Look.JOINED);
    return new PointChart(
        "Accuracy against width",
        widthAxis("width"),
        Axis.percentages(ACCURACY, ends(series)),
        series);
  }

  PointChart accuracyAgainstBits() {
    List<Series> series = series(group -> group.weightBits(), SweepGroup::width, Look.JOINED);
    return new PointChart(
        "Accuracy against the size of the weights",
        Axis.logarithmic("weight bits, 32 for a float weight, log scale", xs(series)),
        Axis.percentages(ACCURACY, ends(series)),
        series);
  }

  PointChart accuracyAgainstLuts(String target) {
    return againstHardware(
        "Accuracy against LUTs",
        "LUTs predicted for " + target + ", log scale",
        Hardware::lut,
        lut -> lut);
  }

  PointChart accuracyAgainstRate(String clock) {
    return againstHardware(
        "Accuracy against frames per second",
        "frames per second at " + clock + ", log scale",
        Hardware::framesPerSecond,
        rate -> -rate);
  }

  private PointChart againstHardware(
      String title,
      String axis,
      ToDoubleFunction<Hardware> value,
      Function<Double, Double> costOfValue) {
    ToDoubleFunction<SweepGroup> x = group -> group.hardware(value);
    List<SweepGroup> front =
        ParetoFront.of(
            sweep.groups().stream().filter(SweepGroup::hasHardware).toList(),
            group -> costOfValue.apply(x.applyAsDouble(group)),
            group -> group.test().mean());
    List<Series> series = new ArrayList<>(series(x, SweepGroup::width, Look.SINGLE));
    series.add(new Series("Pareto front", 0, Look.EDGE, steps(front, x)));
    return new PointChart(
        title,
        Axis.logarithmic(axis, xs(series)),
        Axis.percentages(ACCURACY, ends(series)),
        series);
  }

  /** From each to the next at the accuracy of the cheaper one: that is what can be had between. */
  private static List<Point> steps(List<SweepGroup> front, ToDoubleFunction<SweepGroup> x) {
    List<Point> corners = new ArrayList<>();
    for (SweepGroup group : front) {
      if (!corners.isEmpty()) {
        corners.add(corner(x.applyAsDouble(group), corners.get(corners.size() - 1).y()));
      }
      corners.add(corner(x.applyAsDouble(group), 100 * group.test().mean()));
    }
    return corners;
  }

  private static Point corner(double x, double y) {
    return new Point(x, y, Double.NaN, "", "");
  }

  /** A series for each variant that has a point; groups without x have none. */
  private List<Series> series(
      ToDoubleFunction<SweepGroup> x, Function<SweepGroup, String> label, Look look) {
    List<Variant> variants = sweep.variants();
    List<Series> series = new ArrayList<>();
    for (Variant variant : variants) {
      List<Point> points =
          sweep.groups().stream()
              .filter(group -> group.variant().equals(variant))
              .filter(group -> !Double.isNaN(x.applyAsDouble(group)))
              .map(group -> at(group, x.applyAsDouble(group), label.apply(group)))
              .toList();
      if (!points.isEmpty()) {
        series.add(new Series(sweep.name(variant), variants.indexOf(variant), look, points));
      }
    }
    return series;
  }

  private Point at(SweepGroup group, double x, String label) {
    String text =
        format(
            "%s, width %s\n%s, %s %s\n%s weight bits",
            sweep.name(group.variant()),
            group.width(),
            Spread.inPercent(group.all(TrialResult::testAccuracy)),
            group.seeds() == 1 ? "seed" : "seeds",
            group.seedList(),
            count(group.weightBits()));
    String hardware =
        format(
            "\n%,.0f LUT, %,.0f frames per second",
            group.hardware(Hardware::lut), group.hardware(Hardware::framesPerSecond));
    return new Point(
        x,
        100 * group.test().mean(),
        group.seeds() > 1 ? 100 * group.test().deviation() : Double.NaN,
        label,
        group.hasHardware() ? text + hardware : text);
  }

  private Axis widthAxis(String title) {
    return Axis.ofSizes(
        title + ", log scale",
        sweep.groups().stream()
            .map(group -> new Axis.Tick(group.size(), group.width()))
            .sorted(Comparator.comparingDouble(Axis.Tick::value))
            .distinct()
            .toList());
  }

  private static List<Double> xs(List<Series> series) {
    return points(series).map(Point::x).toList();
  }

  /** The ends of all bars, and what else is to be seen. */
  private static List<Double> ends(List<Series> series, double... others) {
    return Stream.concat(
            points(series).flatMap(point -> Stream.of(point.low(), point.high())),
            DoubleStream.of(others).boxed())
        .toList();
  }

  private static Stream<Point> points(List<Series> series) {
    return series.stream().flatMap(s -> s.points().stream());
  }
}
