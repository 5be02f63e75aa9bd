package dev.bnn.hwgen;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** {@code bnn_window} over maps, windows and foldings: what must come out is plain Java. */
final class WindowCases {
  private static final int MAPS = 4;

  private WindowCases() {}

  /** A map and the window that slides over it; {@code before} and {@code after} are padding. */
  record Geometry(
      int channels, int height, int width, int kernel, int stride, int before, int after) {
    int outHeight() {
      return (before + height + after - kernel) / stride + 1;
    }

    int outWidth() {
      return (before + width + after - kernel) / stride + 1;
    }

    /** A map whose size no padding changes at stride 1. */
    static Geometry padded(int channels, int height, int width, int kernel, int stride) {
      return new Geometry(channels, height, width, kernel, stride, (kernel - 1) / 2, kernel / 2);
    }

    static Geometry bare(int channels, int height, int width, int kernel, int stride) {
      return new Geometry(channels, height, width, kernel, stride, 0, 0);
    }
  }

  /** What a beat carries, and what is kept. */
  record Beat(
      int valueWidth, int lanes, int columns, int lines, int pixels, int repeats, int rows) {
    static Beat of(int lanes, int repeats, int rows) {
      return new Beat(1, lanes, 1, 1, 1, repeats, rows);
    }

    Beat withPixels(int count) {
      return new Beat(valueWidth, lanes, columns, lines, count, repeats, rows);
    }

    Beat withColumns(int count, int lineCount) {
      return new Beat(valueWidth, lanes, count, lineCount, pixels, repeats, rows);
    }

    Beat withValueWidth(int width) {
      return new Beat(width, lanes, columns, lines, pixels, repeats, rows);
    }
  }

  /** What every build checks. */
  static Stream<StreamCase> all() {
    return Stream.of(
        window(Geometry.bare(4, 5, 6, 3, 1), Beat.of(2, 2, 3)),
        window(Geometry.bare(4, 5, 6, 3, 1), Beat.of(4, 1, 6)),
        window(Geometry.padded(3, 4, 5, 3, 1), Beat.of(1, 3, 3)),
        window(Geometry.padded(3, 4, 5, 3, 1), Beat.of(3, 1, 4).withValueWidth(8)),
        window(Geometry.padded(2, 5, 4, 4, 1), Beat.of(1, 2, 4)),
        window(Geometry.bare(2, 7, 9, 3, 2), Beat.of(1, 2, 4)),
        window(Geometry.bare(2, 8, 8, 3, 2), Beat.of(2, 1, 3)),
        window(Geometry.padded(2, 7, 7, 5, 3), Beat.of(1, 2, 7)),
        window(Geometry.bare(3, 7, 5, 1, 1), Beat.of(3, 4, 1)),
        window(Geometry.bare(3, 7, 8, 1, 3), Beat.of(1, 2, 2)),
        window(Geometry.bare(1, 5, 7, 2, 3), Beat.of(1, 3, 3)),
        window(Geometry.bare(1, 7, 7, 7, 1), Beat.of(1, 1, 7)),
        window(Geometry.padded(1, 2, 2, 7, 1), Beat.of(1, 2, 8)),
        window(Geometry.padded(2, 4, 6, 3, 1), Beat.of(1, 2, 3).withPixels(2)),
        window(Geometry.padded(2, 4, 6, 3, 1), Beat.of(2, 1, 5).withPixels(6)),
        window(Geometry.bare(2, 7, 9, 3, 2), Beat.of(1, 2, 4).withPixels(2)),
        window(Geometry.bare(2, 5, 5, 3, 1), Beat.of(2, 2, 4).withColumns(3, 1)),
        window(Geometry.padded(3, 5, 4, 3, 1), Beat.of(3, 1, 4).withColumns(3, 3)),
        window(
            Geometry.padded(3, 4, 4, 3, 1),
            Beat.of(3, 2, 3).withColumns(3, 3).withPixels(2).withValueWidth(8)),
        window(Geometry.padded(2, 6, 6, 3, 2), Beat.of(2, 1, 5).withColumns(3, 3).withPixels(3)),
        window(Geometry.bare(1, 1, 1, 1, 1), Beat.of(1, 1, 1)),
        // With the fewest rows, by hand. Four windows of 16 beats are 64 cycles. While the last
        // window of
        // a row is read, column 0 of the next row comes; then 1 cycle is lost for column 1, and at
        // the end of the map 4 for (0, 1), (0, 2), (1, 0) and (1, 1).
        window(Geometry.bare(1, 3, 3, 2, 1), Beat.of(1, 4, 2)).expectInterval(69),
        // A row of padding needs no place: row 1 comes while the window is still above the map, and
        // 1
        // cycle is lost at the end of the map for (0, 0).
        window(new Geometry(1, 2, 2, 2, 1, 1, 0), Beat.of(1, 4, 2)).expectInterval(65));
  }

  /** Everything drawn. */
  static Stream<StreamCase> random(int count) {
    RandomGenerator random = new SplittableRandom(77);
    List<StreamCase> cases = new ArrayList<>();
    while (cases.size() < count) {
      int kernel = 1 + random.nextInt(7);
      int stride = 1 + random.nextInt(3);
      int channels = 1 + random.nextInt(6);
      int height = 1 + random.nextInt(9);
      int width = 1 + random.nextInt(9);
      boolean padded = random.nextBoolean();
      if (!padded && (height < kernel || width < kernel)) {
        continue;
      }
      Geometry geometry =
          padded
              ? Geometry.padded(channels, height, width, kernel, stride)
              : Geometry.bare(channels, height, width, kernel, stride);
      int form = random.nextInt(3);
      int lanes = form == 0 ? divisor(random, channels) : channels;
      Beat beat =
          new Beat(
              random.nextInt(4) == 0 ? 8 : 1,
              lanes,
              form == 0 ? 1 : kernel,
              form == 2 ? kernel : 1,
              divisor(random, geometry.outWidth()),
              1 + random.nextInt(3),
              kernel + random.nextInt(kernel + stride));
      cases.add(window(geometry, beat));
    }
    return cases.stream();
  }

  private static int divisor(RandomGenerator random, int n) {
    int[] divisors = IntStream.rangeClosed(1, n).filter(d -> n % d == 0).toArray();
    return divisors[random.nextInt(divisors.length)];
  }

  private static StreamCase window(Geometry map, Beat beat) {
    RandomGenerator random = new SplittableRandom(map.hashCode() * 31L + beat.hashCode());
    int pad = random.nextInt(1 << beat.valueWidth);
    int beatValues = beat.pixels * beat.lines * beat.columns * beat.lanes;
    StreamCase test =
        new StreamCase("bnn_window")
            .parameter("VALUE_WIDTH", beat.valueWidth)
            .parameter("CHANNELS", map.channels)
            .parameter("HEIGHT", map.height)
            .parameter("WIDTH", map.width)
            .parameter("KERNEL", map.kernel)
            .parameter("STRIDE", map.stride)
            .parameter("BEFORE", map.before)
            .parameter("AFTER", map.after)
            .parameter("PAD", beat.valueWidth + "'d" + pad)
            .parameter("LANES", beat.lanes)
            .parameter("COLUMNS", beat.columns)
            .parameter("LINES", beat.lines)
            .parameter("PIXELS", beat.pixels)
            .parameter("REPEATS", beat.repeats)
            .parameter("ROWS", beat.rows)
            .widths(beat.lanes * beat.valueWidth, beatValues * beat.valueWidth)
            .ports("S_TLAST", "S_TUSER", "M_TLAST");
    for (int n = 0; n < MAPS; n++) {
      int[][][] values = draw(random, map, 1 << beat.valueWidth);
      send(test, map, beat, values);
      expect(test, map, beat, values, pad);
    }
    return test;
  }

  /** (height, width, channels) */
  private static int[][][] draw(RandomGenerator random, Geometry map, int bound) {
    int[][][] values = new int[map.height][map.width][map.channels];
    for (int[][] row : values) {
      for (int[] pixel : row) {
        Arrays.setAll(pixel, c -> random.nextInt(bound));
      }
    }
    return values;
  }

  private static void send(StreamCase test, Geometry map, Beat beat, int[][][] values) {
    for (int[][] row : values) {
      for (int[] pixel : row) {
        for (int c = 0; c < map.channels; c += beat.lanes) {
          int[] lanes = Arrays.copyOfRange(pixel, c, c + beat.lanes);
          test.send(ReferenceLayer.pack(lanes, beat.valueWidth), false, false);
        }
      }
    }
  }

  private static void expect(StreamCase test, Geometry map, Beat beat, int[][][] values, int pad) {
    int share = beat.lines * beat.columns * beat.lanes;
    for (int y = 0; y < map.outHeight(); y++) {
      for (int x = 0; x < map.outWidth(); x += beat.pixels) {
        List<int[]> windows = new ArrayList<>();
        for (int m = 0; m < beat.pixels; m++) {
          windows.add(under(map, values, y, x + m, pad));
        }
        int size = windows.get(0).length;
        for (int repeat = 0; repeat < beat.repeats; repeat++) {
          for (int from = 0; from < size; from += share) {
            int[] data = new int[beat.pixels * share];
            for (int m = 0; m < beat.pixels; m++) {
              System.arraycopy(windows.get(m), from, data, m * share, share);
            }
            boolean last =
                y == map.outHeight() - 1
                    && x == map.outWidth() - beat.pixels
                    && repeat == beat.repeats - 1
                    && from == size - share;
            test.expect(ReferenceLayer.pack(data, beat.valueWidth), last, false);
          }
        }
      }
    }
  }

  /** The values under the window at an output position, (i, j, c). */
  private static int[] under(Geometry map, int[][][] values, int y, int x, int pad) {
    int[] window = new int[map.kernel * map.kernel * map.channels];
    int n = 0;
    for (int i = 0; i < map.kernel; i++) {
      for (int j = 0; j < map.kernel; j++) {
        for (int c = 0; c < map.channels; c++) {
          int row = y * map.stride + i - map.before;
          int column = x * map.stride + j - map.before;
          boolean inside = row >= 0 && row < map.height && column >= 0 && column < map.width;
          window[n++] = inside ? values[row][column][c] : pad;
        }
      }
    }
    return window;
  }
}
