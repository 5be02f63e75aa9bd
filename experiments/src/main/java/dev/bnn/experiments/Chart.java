package dev.bnn.experiments;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A chart of lines, or a histogram, as inline SVG. Letters are outlines: it looks the same wherever
 * it is read.
 *
 * @param title what it shows
 * @param xAxis what lies along the horizontal axis, with its unit
 * @param lines at least one, each of at least one point
 * @param filled whether the areas below are filled
 */
record Chart(String title, String xAxis, List<Line> lines, boolean filled) {
  private static final int WIDTH = 400;
  private static final int HEIGHT = 240;
  private static final int LABEL_SPACING = 50;
  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
  private static final Color INK = new Color(0x444444);
  private static final Color GRID = new Color(0xe6e6e6);

  /** Told apart by the colour-blind too (M. Okabe, K. Ito: Color Universal Design). */
  private static final List<Integer> COLOURS =
      List.of(0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0xe69f00, 0x56b4e9, 0x444444);

  private static final float[] DASHES = {6, 4};

  /** Digits behind the first decimal: 400 units are never drawn so large that they would show. */
  private static final Pattern NEEDLESS_DIGITS = Pattern.compile("(\\d\\.\\d)\\d+");

  /**
   * A line.
   *
   * @param name for the legend
   * @param style number of its colour; lines of one style look the same
   * @param x at least one value
   * @param y as many values; NaN leaves a gap
   */
  record Line(String name, int style, List<? extends Number> x, List<? extends Number> y) {}

  /** Lines that look different in their order. */
  static Chart ofLines(String title, String xAxis, List<Line> lines) {
    return new Chart(title, xAxis, lines, false);
  }

  /** A histogram. */
  static Chart of(Histogram histogram, String title, String xAxis) {
    return new Chart(
        title,
        xAxis,
        List.of(new Line(title, 0, histogram.edges(), histogram.countsAtEdges())),
        true);
  }

  /** Whether there is a font to write the axes with; bare servers have none. */
  static boolean canBeDrawn() {
    try {
      new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics().getFontMetrics(FONT);
      return true;
    } catch (InternalError | RuntimeException | LinkageError e) { // Java's ways to say so
      return false;
    }
  }

  /** A figure of HTML: the title, the drawing, and a legend where there are several lines. */
  String toHtml() throws IOException {
    StringBuilder html = new StringBuilder("<figure>\n<figcaption>");
    html.append(Texts.escape(title)).append("</figcaption>\n").append(svg());
    if (lines.size() > 1) {
      html.append("<ul class=\"legend\">");
      lines.stream()
          .map(line -> "<li>" + swatch(line.style()) + Texts.escape(line.name()) + "</li>")
          .forEach(html::append);
      html.append("</ul>\n");
    }
    return html.append("</figure>\n").toString();
  }

  private static String swatch(int style) {
    return "<i style=\"border-top:3px %s %s\"></i>"
        .formatted(isDashed(style) ? "dashed" : "solid", colour(style));
  }

  /** The colour of lines of a style, as in {@code #0072b2}. */
  static String colour(int style) {
    return "#%06x".formatted(COLOURS.get(style % COLOURS.size()));
  }

  /** Whether lines of a style are dashed: when all colours are taken. */
  static boolean isDashed(int style) {
    return style / COLOURS.size() % 2 == 1;
  }

  private String svg() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    VectorGraphicsEncoder.saveVectorGraphic(draw(), bytes, VectorGraphicsFormat.SVG);
    String svg = bytes.toString(StandardCharsets.UTF_8);
    String inside = svg.substring(svg.indexOf('>', svg.indexOf("<svg")) + 1);
    String whole =
        Texts.format("<svg viewBox=\"0 0 %d %d\" role=\"img\">", WIDTH, HEIGHT) + inside + "\n";
    return JoinSegments.apply(
        NEEDLESS_DIGITS.matcher(whole).replaceAll("$1").replaceAll("\\n\\s+", "\n"));
  }

  private XYChart draw() {
    XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).xAxisTitle(xAxis).build();
    style(chart.getStyler());
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      XYSeries series = chart.addSeries("line " + i, line.x(), line.y());
      Color colour = new Color(COLOURS.get(line.style() % COLOURS.size()));
      boolean isPoint = line.x().size() == 1;
      series.setMarker(isPoint ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
      series.setMarkerColor(colour);
      series.setLineColor(colour);
      series.setFillColor(colour.brighter());
      series.setLineStyle(
          new BasicStroke(
              filled ? 1 : 2,
              BasicStroke.CAP_BUTT,
              BasicStroke.JOIN_ROUND,
              1,
              isDashed(line.style()) ? DASHES : null,
              0));
    }
    return chart;
  }

  private void style(XYStyler styler) {
    styler.setLegendVisible(false);
    styler.setChartTitleVisible(false);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(GRID);
    styler.setPlotGridLinesStroke(new BasicStroke(1));
    styler.setPlotGridVerticalLinesVisible(false);
    styler.setAxisTicksMarksVisible(false);
    styler.setChartFontColor(INK);
    styler.setAxisTickLabelsColor(INK);
    styler.setAxisTickLabelsFont(FONT);
    styler.setAxisTitleFont(FONT);
    styler.setChartPadding(4);
    styler.setYAxisTitleVisible(false);
    styler.setXAxisTickMarkSpacingHint(LABEL_SPACING);
    styler.setYAxisDecimalPattern("#,##0.#####");
    if (filled) {
      styler.setDefaultSeriesRenderStyle(XYSeriesRenderStyle.StepArea);
      styler.setYAxisMin(0.0);
      styler.setxAxisTickLabelsFormattingFunction(
          x -> Math.abs(x) < 100 ? Texts.format("%.2f", x) : Texts.format("%,.0f", x));
    } else {
      // lines go along epochs, of which there are no parts
      styler.setxAxisTickLabelsFormattingFunction(
          x -> x == Math.rint(x) ? Texts.count(x.longValue()) : " ");
    }
  }
}
