package dev.bnn.experiments;

import static dev.bnn.experiments.Texts.escape;
import static dev.bnn.experiments.Texts.format;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A chart of points with error bars, as inline SVG. Unlike {@link Chart} its letters are text and
 * its parts have names: {@code sweep.js} finds the points to show what they are, and the series to
 * hide them; {@code sweep.css} gives both their colours on light and dark paper.
 *
 * @param title what it shows
 * @param series at least one; none of them empty
 */
record PointChart(String title, Axis x, Axis y, List<Series> series) {
  private static final int WIDTH = 500;
  private static final int HEIGHT = 330;
  private static final int LEFT = 46;
  private static final int RIGHT = WIDTH - 14;
  private static final int TOP = 30;
  private static final int BOTTOM = HEIGHT - 46;
  private static final int CAP = 6;

  /** Widths of labels are estimated: what is drawn does not depend on fonts that are here. */
  private static final double LETTER = 7.5;

  /** More series than this have no labels at their points. */
  private static final int MOST_LABELLED = 3;

  /** Around (0, 0): circle, square, triangle, rhombus, cross, plus, triangle. */
  private static final List<String> MARKERS =
      List.of(
          "M-5,0a5,5 0 1,0 10,0a5,5 0 1,0 -10,0z",
          "M-4.5,-4.5h9v9h-9z",
          "M0,-6L5.5,4H-5.5z",
          "M0,-6.5L5.5,0L0,6.5L-5.5,0z",
          "M-4.5,-4.5L4.5,4.5M-4.5,4.5L4.5,-4.5",
          "M-5.5,0H5.5M0,-5.5V5.5",
          "M0,6L5.5,-4H-5.5z");

  /** How the points of a series are drawn. */
  enum Look {
    /** With a line from one to the next. */
    JOINED,
    /** Each for itself. */
    SINGLE,
    /** As corners of a line only, dashed and without colour. */
    EDGE
  }

  /**
   * Points that belong together.
   *
   * @param name for the legend
   * @param style number of its colour and marker
   * @param points by x
   */
  record Series(String name, int style, Look look, List<Point> points) {
    Series {
      points = List.copyOf(points);
    }
  }

  /**
   * A point.
   *
   * @param bar how far the error bar goes up and down; NaN for none
   * @param label written beside it; may be empty
   * @param text all about it, in lines
   */
  record Point(double x, double y, double bar, String label, String text) {
    boolean hasBar() {
      return !Double.isNaN(bar);
    }

    /** The lower end of its bar, or itself. */
    double low() {
      return hasBar() ? y - bar : y;
    }

    /** The upper end of its bar, or itself. */
    double high() {
      return hasBar() ? y + bar : y;
    }
  }

  PointChart {
    series = List.copyOf(series);
  }

  /** A figure of HTML: title, drawing, legend. */
  String toHtml() {
    return format("<figure class=\"plot\">\n<figcaption>%s</figcaption>\n", escape(title))
        + format("<svg viewBox=\"0 0 %d %d\" role=\"group\"", WIDTH, HEIGHT)
        + format(" aria-label=\"%s\">\n", escape(title))
        + axes()
        + series.stream().map(this::draw).collect(Collectors.joining())
        + "</svg>\n"
        + legend()
        + "</figure>\n";
  }

  private String axes() {
    StringBuilder svg = new StringBuilder("<g class=\"axes\">\n");
    for (Axis.Tick tick : y.ticks()) {
      double at = yOf(tick.value());
      boolean isZero = tick.value() == 0;
      svg.append(
          format(
              "<path%s d=\"M%d,%.1fH%d\"/><text class=\"y\" x=\"%d\" y=\"%.1f\">%s</text>\n",
              isZero ? " class=\"zero\"" : "",
              LEFT,
              at,
              RIGHT,
              LEFT - 7,
              at + 4,
              escape(tick.text())));
    }
    double free = Double.NEGATIVE_INFINITY;
    for (Axis.Tick tick : x.ticks()) {
      double at = xOf(tick.value());
      double half = LETTER * tick.text().length() / 2;
      svg.append(format("<path d=\"M%.1f,%dv5\"/>", at, BOTTOM));
      if (at - half > free) {
        svg.append(format("<text x=\"%.1f\" y=\"%d\">", at, BOTTOM + 18));
        svg.append(escape(tick.text())).append("</text>");
        free = at + half + LETTER;
      }
      svg.append('\n');
    }
    svg.append(format("<path class=\"base\" d=\"M%d,%dH%d\"/>\n", LEFT, BOTTOM, RIGHT));
    svg.append(format("<text class=\"title\" x=\"%d\" y=\"14\">%s</text>\n", 2, escape(y.title())));
    svg.append(
        format(
            "<text x=\"%d\" y=\"%d\">%s</text>\n</g>\n",
            (LEFT + RIGHT) / 2, HEIGHT - 8, escape(x.title())));
    return svg.toString();
  }

  private String draw(Series line) {
    StringBuilder svg = new StringBuilder();
    svg.append(
        format("<g class=\"%s\" style=\"--c:%s\">\n", classes(line), Chart.colour(line.style())));
    if (line.look() != Look.SINGLE) {
      svg.append("<path class=\"line\" d=\"M").append(corners(line)).append("\"/>\n");
    }
    if (line.look() != Look.EDGE) {
      line.points().stream().map(point -> draw(line, point)).forEach(svg::append);
    }
    return svg.append("</g>\n").toString();
  }

  private static String classes(Series line) {
    return line.look() == Look.EDGE
        ? "series edge"
        : Chart.isDashed(line.style()) ? "series dashed" : "series";
  }

  private String corners(Series line) {
    return line.points().stream()
        .map(point -> format("%.1f,%.1f", xOf(point.x()), yOf(point.y())))
        .collect(Collectors.joining("L"));
  }

  private String draw(Series line, Point point) {
    double atX = xOf(point.x());
    double atY = yOf(point.y());
    String bar = "";
    if (point.hasBar()) {
      double top = yOf(point.high());
      double bottom = yOf(point.low());
      bar =
          format("<path class=\"bar\" d=\"M%.1f,%.1fV%.1f", atX, top, bottom)
              + format("M%.1f,%.1fh%d", atX - CAP, top, 2 * CAP)
              + format("M%.1f,%.1fh%d\"/>\n", atX - CAP, bottom, 2 * CAP);
    }
    return bar
        + format("<path class=\"mark\" transform=\"translate(%.1f,%.1f)\" ", atX, atY)
        + format("d=\"%s\"><title>%s</title></path>\n", marker(line), escape(point.text()))
        + label(line, point);
  }

  /** Above on the left or below on the right, where rising lines leave room. */
  private String label(Series line, Point point) {
    if (point.label().isEmpty() || series.size() > MOST_LABELLED) {
      return "";
    }
    boolean isAbove = series.indexOf(line) % 2 == 0;
    return format(
        "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>\n",
        isAbove ? "label" : "label below",
        xOf(point.x()) + (isAbove ? -8 : 8),
        yOf(point.y()) + (isAbove ? -6 : 15),
        escape(point.label()));
  }

  private String legend() {
    return series.stream()
        .map(
            line ->
                format("<li class=\"%s\" style=\"--c:", classes(line))
                    + Chart.colour(line.style())
                    + "\"><svg class=\"swatch\" viewBox=\"0 0 32 14\" aria-hidden=\"true\">"
                    + (line.look() == Look.SINGLE ? "" : "<path class=\"line\" d=\"M0,7H32\"/>")
                    + (line.look() == Look.EDGE
                        ? ""
                        : "<path class=\"mark\" transform=\"translate(16,7)\" d=\""
                            + (marker(line) + "\"/>"))
                    + ("</svg>" + escape(line.name()) + "</li>\n"))
        .collect(Collectors.joining("", "<ul class=\"legend\">\n", "</ul>\n"));
  }

  private static String marker(Series line) {
    return MARKERS.get(line.style() % MARKERS.size());
  }

  private double xOf(double value) {
    return LEFT + x.position(value) * (RIGHT - LEFT);
  }

  private double yOf(double value) {
    return BOTTOM - y.position(value) * (BOTTOM - TOP);
  }
}
