package dev.bnn.imports;

import static dev.bnn.imports.Refusal.require;

import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Finds the encoding that gives, for each of the 256 bytes, what the file computes of it. */
final class EncodeInput {
  private static final int LARGEST_ENTRY = 32768;

  private EncodeInput() {}

  /**
   * An encoding.
   *
   * @param levelOfLane which level of the encoding a lane is
   * @param fit what the file makes of an encoded value
   * @param exact whether that is exact, or only within the rounding of float32
   */
  @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
  record Encoded(Encoding encoding, int[] levelOfLane, FitLevels.Fit fit, boolean exact) {}

  static Encoded of(Source.Bytes bytes, Expression expression) {
    Program program = new Program(expression);
    Map<Table256, Integer> distinct = new HashMap<>();
    List<double[]> tables = new ArrayList<>();
    int[] tableOfLane = new int[bytes.lanes()];
    for (int lane = 0; lane < tableOfLane.length; lane++) {
      double[] table = new double[256];
      for (int p = 0; p < 256; p++) {
        table[p] = program.evaluate(lane, p);
      }
      int next = tables.size();
      tableOfLane[lane] = distinct.computeIfAbsent(new Table256(table), key -> next);
      if (tableOfLane[lane] == next) {
        tables.add(table);
      }
    }
    return tables.size() == 1
        ? single(tables.get(0), tableOfLane)
        : thermometer(tables, tableOfLane);
  }

  private record Table256(List<Double> values) {
    Table256(double[] values) {
      this(Arrays.stream(values).boxed().toList());
    }
  }

  private static Encoded single(double[] table, int[] levels) {
    double low = Arrays.stream(table).min().getAsDouble();
    double high = Arrays.stream(table).max().getAsDouble();
    require(low < high, "every byte becomes %s: nothing of the image is left", low);
    require(high - low < Double.MAX_VALUE, "a byte becomes infinite");
    boolean binary = IntStream.range(0, 256).allMatch(p -> table[p] == (p >= 128 ? high : low));
    if (binary) {
      return new Encoded(Encoding.binary(), levels, FitLevels.bits(low, high), true);
    }
    double slope = (table[255] - table[0]) / 255;
    if (slope != 0 && follows(table, slope, table[0])) {
      FitLevels.Fit fit = FitLevels.fit(Math.abs(slope), table[0]);
      if (slope > 0) {
        boolean exact =
            IntStream.range(0, 256)
                .allMatch(p -> table[p] == fit.unit() * (fit.alpha() * p + fit.beta()));
        return new Encoded(Encoding.pixels(), levels, fit, exact && isDyadic(fit.unit()));
      }
    }
    return table(table, levels, low);
  }

  private static boolean follows(double[] table, double slope, double shift) {
    double tolerance =
        4 * Math.ulp((float) Math.max(Math.abs(shift), Math.abs(shift + 255 * slope)));
    return IntStream.range(0, 256)
        .allMatch(p -> Math.abs(table[p] - (shift + slope * p)) <= tolerance);
  }

  private static Encoded table(double[] table, int[] levels, double low) {
    double unit = unit(table);
    double[] entries = Arrays.stream(table).map(v -> v / unit).toArray();
    double shift = Math.rint(entries[0]) - entries[0];
    double largest = Arrays.stream(table).map(Math::abs).max().getAsDouble();
    double tolerance = 4 * Math.ulp((float) largest) / unit;
    boolean exact = isDyadic(unit);
    for (double entry : entries) {
      require(
          Math.abs(entry - Math.rint(entry)) <= (exact ? 0 : tolerance)
              && tolerance < 0.25
              && Math.abs(entry) <= LARGEST_ENTRY,
          "the bytes become values that are no multiples of one step (smallest %s, shift %s);"
              + " quantize the input to 8 bits (Quant), or train on bytes",
          low,
          shift);
    }
    IntVector values = IntVector.generate(256, p -> (int) Math.rint(entries[p]));
    return new Encoded(new Encoding.Table(values), levels, new FitLevels.Fit(unit, 1, 0), exact);
  }

  /** 1 for whole numbers, else the largest step that may divide all values. */
  private static double unit(double[] table) {
    if (Arrays.stream(table).allMatch(v -> v == Math.rint(v) && Math.abs(v) <= LARGEST_ENTRY)) {
      return 1;
    }
    for (int bits = -40; bits <= 40; bits++) { // exact fixed point first
      double unit = Math.scalb(1.0, -bits);
      if (Arrays.stream(table)
          .allMatch(v -> v / unit == Math.rint(v / unit) && Math.abs(v / unit) <= LARGEST_ENTRY)) {
        return unit;
      }
    }
    TreeSet<Double> sorted = new TreeSet<>();
    Arrays.stream(table).forEach(sorted::add);
    double smallest = Double.MAX_VALUE;
    double before = Double.NaN;
    for (double value : sorted) {
      smallest = Double.isNaN(before) ? smallest : Math.min(smallest, value - before);
      before = value;
    }
    double span = Math.max(Math.abs(sorted.first()), Math.abs(sorted.last()));
    return span / Math.max(1, Math.rint(span / smallest));
  }

  private static boolean isDyadic(double unit) {
    return unit == Math.scalb(1.0, Math.getExponent(unit));
  }

  private static Encoded thermometer(List<double[]> tables, int[] tableOfLane) {
    String remedy =
        "; channels of one image can only be encoded alike, or as levels of one thermometer";
    double low = tables.get(0)[0];
    double high = tables.get(0)[255];
    require(low < high, "the image's channels are scaled differently%s", remedy);
    Encoding.Thermometer thermometer = new Encoding.Thermometer(Math.min(255, tables.size()));
    int[] levelOfTable = new int[tables.size()];
    for (int t = 0; t < levelOfTable.length; t++) {
      double[] table = tables.get(t);
      int level = 0;
      while (level < thermometer.levels() && !matches(table, thermometer, level, low, high)) {
        level++;
      }
      require(
          level < thermometer.levels(), "the image's channels are scaled differently%s", remedy);
      levelOfTable[t] = level;
    }
    int[] levels = Arrays.stream(tableOfLane).map(t -> levelOfTable[t]).toArray();
    return new Encoded(thermometer, levels, FitLevels.bits(low, high), true);
  }

  private static boolean matches(
      double[] table, Encoding.Thermometer thermometer, int level, double low, double high) {
    return IntStream.range(0, 256)
        .allMatch(p -> table[p] == (p >= thermometer.threshold(level) ? high : low));
  }

  /** The shape that the encoding gives. */
  static Shape shape(Shape image, Encoding encoding) {
    return new Shape(image.channels() * encoding.levels(), image.height(), image.width());
  }
}
