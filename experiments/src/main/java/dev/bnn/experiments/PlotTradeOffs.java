package dev.bnn.experiments;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.Styler.YAxisPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws what rates cost in two kinds of resources, both axes logarithmic, as a picture file. */
public final class PlotTradeOffs {
  private static final int WIDTH = 800;
  private static final int HEIGHT = 500;
  private static final Color[] COLOURS = {new Color(0x0072b2), new Color(0xd55e00)};

  private PlotTradeOffs() {}

  /**
   * Points joined by a line.
   *
   * @param name of the axis and in the legend
   * @param values as many as there are rates; what is 0 is drawn as one half
   */
  public record Series(String name, List<Double> values) {}

  /**
   * The bytes of a picture.
   *
   * @param file its name, which ends in {@code .png} or {@code .svg}
   * @param left on the left axis
   * @param right on the right axis
   * @throws IllegalArgumentException if it ends in anything else
   * @throws IOException if there is no font to write with
   */
  public static byte[] draw(
      String file, String title, List<Double> rates, Series left, Series right) throws IOException {
    boolean isVector = file.endsWith(".svg");
    if (!isVector && !file.endsWith(".png")) {
      throw new IllegalArgumentException(file + ": a plot ends in .png or .svg");
    }
    if (!Chart.canBeDrawn()) {
      throw new IOException(file + ": cannot be drawn, Java finds no font: install one");
    }
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle("frames per second")
            .build();
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setLegendPosition(LegendPosition.InsideNW);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setYAxisGroupPosition(1, YAxisPosition.Right);
    add(chart, 0, rates, left);
    add(chart, 1, rates, right);
    if (!isVector) {
      return BitmapEncoder.getBitmapBytes(chart, BitmapFormat.PNG);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    VectorGraphicsEncoder.saveVectorGraphic(chart, bytes, VectorGraphicsFormat.SVG);
    return bytes.toByteArray();
  }

  private static void add(XYChart chart, int axis, List<Double> rates, Series series) {
    List<Double> values = series.values().stream().map(value -> Math.max(0.5, value)).toList();
    XYSeries drawn = chart.addSeries(series.name(), rates, values);
    drawn.setYAxisGroup(axis);
    drawn.setLineColor(COLOURS[axis]);
    drawn.setLineStyle(new BasicStroke(2));
    drawn.setMarkerColor(COLOURS[axis]);
    drawn.setMarker(axis == 0 ? SeriesMarkers.CIRCLE : SeriesMarkers.SQUARE);
    chart.setYAxisGroupTitle(axis, series.name());
  }
}
