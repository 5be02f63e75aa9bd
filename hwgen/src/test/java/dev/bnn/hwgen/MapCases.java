package dev.bnn.hwgen;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * {@link StreamCase}s of what networks of maps need beside their matrices. Maps and frames are
 * random with a fixed seed, what comes out is plain loops.
 */
final class MapCases {
  private static final long SEED = 47;

  private MapCases() {}

  /** What every build checks. */
  static Stream<StreamCase> all() {
    return Stream.of(
            Stream.of(
                // channels, height, width, size, stride, lanes
                maxPool(1, 1, 1, 1, 1, 1, 0),
                maxPool(1, 2, 2, 2, 2, 1, 0),
                maxPool(4, 6, 6, 2, 2, 4, 1),
                maxPool(4, 6, 8, 2, 2, 2, 2),
                maxPool(3, 5, 7, 2, 2, 1, 3),
                maxPool(6, 7, 5, 2, 1, 2, 0),
                maxPool(7, 7, 7, 3, 2, 7, 0),
                maxPool(10, 4, 9, 3, 2, 2, 2),
                maxPool(6, 5, 3, 3, 1, 3, 3),
                maxPool(2, 6, 7, 3, 3, 1, 0),
                maxPool(9, 8, 5, 2, 3, 3, 0),
                maxPool(5, 7, 6, 1, 2, 1, 0),
                maxPool(8, 3, 4, 1, 1, 2, 0),
                maxPool(2, 9, 11, 5, 2, 2, 0),
                maxPool(2, 7, 13, 4, 3, 1, 0),
                maxPool(3, 3, 3, 3, 5, 3, 0),
                maxPool(17, 4, 2, 2, 2, 1, 1),
                maxPool(34, 2, 5, 2, 3, 17, 0)),
            Stream.of(
                // pixels, pe, passes
                pixelOrder(1, 3, 4),
                pixelOrder(3, 2, 1),
                pixelOrder(2, 1, 2),
                pixelOrder(2, 3, 5),
                pixelOrder(3, 1, 2),
                pixelOrder(4, 2, 3),
                pixelOrder(4, 8, 4),
                pixelOrder(5, 1, 7),
                pixelOrder(7, 17, 2)),
            Stream.of(1, 2, 3, 5, 8)
                .flatMap(
                    beats ->
                        Stream.of(
                            taggedFrames(beats, beats, 2, true),
                            taggedFrames(beats, 3 * beats, 4, true),
                            taggedFrames(beats, 6 * beats, 1, false))),
            Stream.of(inputTable(1, 1), inputTable(1, 8), inputTable(3, 9), inputTable(4, 17)))
        .flatMap(cases -> cases);
  }

  /** More of the same, for the long run. */
  static Stream<StreamCase> large() {
    RandomGenerator random = random();
    return Stream.of(
            IntStream.range(0, 80).mapToObj(i -> randomPool(random, i % 4)),
            Stream.of(
                maxPool(64, 28, 28, 2, 2, 32, 0),
                maxPool(64, 14, 14, 2, 2, 1, 3),
                maxPool(24, 30, 17, 3, 2, 8, 1)),
            IntStream.rangeClosed(2, 9)
                .boxed()
                .flatMap(
                    pixels ->
                        IntStream.rangeClosed(2, 9)
                            .mapToObj(passes -> pixelOrder(pixels, 1 + passes % 3, passes))),
            IntStream.rangeClosed(1, 20)
                .boxed()
                .flatMap(
                    beats ->
                        Stream.of(
                            taggedFrames(beats, beats + 7 * beats % 31, 1 + beats % 5, true),
                            taggedFrames(beats, 6 * beats, 1 + beats % 3, false))))
        .flatMap(cases -> cases);
  }

  private static RandomGenerator random() {
    return new SplittableRandom(SEED);
  }

  // ------------------------------------------------------------------ pooling

  private static StreamCase randomPool(RandomGenerator random, int style) {
    int lanes = 1 + random.nextInt(5);
    int size = 1 + random.nextInt(6);
    return maxPool(
        lanes * (1 + random.nextInt(5)),
        size + random.nextInt(8),
        size + random.nextInt(8),
        size,
        1 + random.nextInt(7),
        lanes,
        style);
  }

  private static StreamCase maxPool(
      int channels, int height, int width, int size, int stride, int lanes, int style) {
    RandomGenerator random = random();
    BigInteger all = bits(random, channels);
    StreamCase test =
        new StreamCase("bnn_max_pool")
            .parameter("CHANNELS", channels)
            .parameter("HEIGHT", height)
            .parameter("WIDTH", width)
            .parameter("SIZE", size)
            .parameter("STRIDE", stride)
            .parameter("LANES", lanes)
            .parameter("POOLINGS", channels + "'h" + all.toString(16))
            .parameter("RAM_STYLE", style)
            .widths(lanes, lanes)
            .ports("S_TLAST", "S_TUSER", "M_TLAST");
    int parts = channels / lanes;
    for (int map = 0; map < 6; map++) {
      boolean[][][] x = randomMap(random, channels, height, width, all);
      sendMap(x, lanes, (data, last) -> test.send(data, last, false));
      sendMap(pool(x, size, stride, all), lanes, (data, last) -> test.expect(data, last, false));
    }
    return test.expectInputNeverWaits()
        .expectInterval(height * width * parts)
        .expectLatency(((size - 1) * width + size - 1) * parts + 2);
  }

  /** In a window of some maps a single bit decides, in others anything goes. */
  private static boolean[][][] randomMap(
      RandomGenerator random, int channels, int height, int width, BigInteger all) {
    int rarity = 2 + random.nextInt(9);
    boolean[][][] x = new boolean[channels][height][width];
    for (int c = 0; c < channels; c++) {
      for (boolean[] row : x[c]) {
        for (int j = 0; j < width; j++) {
          row[j] = all.testBit(c) != (random.nextInt(rarity) == 0);
        }
      }
    }
    return x;
  }

  private static boolean[][][] pool(boolean[][][] x, int size, int stride, BigInteger all) {
    int height = (x[0].length - size) / stride + 1;
    int width = (x[0][0].length - size) / stride + 1;
    boolean[][][] y = new boolean[x.length][height][width];
    for (int c = 0; c < x.length; c++) {
      for (int row = 0; row < height; row++) {
        for (int column = 0; column < width; column++) {
          int ones = 0;
          for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
              ones += x[c][row * stride + i][column * stride + j] ? 1 : 0;
            }
          }
          y[c][row][column] = all.testBit(c) ? ones == size * size : ones > 0;
        }
      }
    }
    return y;
  }

  private interface BeatSink {
    void add(BigInteger data, boolean last);
  }

  /** Row by row, pixel by pixel, channels innermost. */
  private static void sendMap(boolean[][][] x, int lanes, BeatSink sink) {
    int height = x[0].length;
    int width = x[0][0].length;
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        for (int first = 0; first < x.length; first += lanes) {
          BigInteger data = BigInteger.ZERO;
          for (int lane = 0; lane < lanes; lane++) {
            if (x[first + lane][row][column]) {
              data = data.setBit(lane);
            }
          }
          sink.add(data, row == height - 1 && column == width - 1 && first == x.length - lanes);
        }
      }
    }
  }

  // ------------------------------------------------------------------ the order of pixels

  private static StreamCase pixelOrder(int pixels, int pe, int passes) {
    StreamCase test =
        new StreamCase("bnn_pixel_order")
            .parameter("PIXELS", pixels)
            .parameter("PE", pe)
            .parameter("PASSES", passes)
            .widths(pixels * pe, pixels * pe)
            .ports("S_TLAST", "M_TLAST")
            .expectInputNeverWaits()
            .expectOutputNeverPauses();
    boolean isWire = pixels == 1 || passes == 1;
    test.expectLatency(isWire ? 0 : passes - 1 + 2);
    if (!isWire) {
      test.expectRoom(2 * passes);
    }
    RandomGenerator random = random();
    for (int group = 0; group < 24; group++) {
      boolean last = random.nextInt(3) == 0;
      // [pixel][channel]
      BigInteger[][] x = new BigInteger[pixels][passes * pe];
      for (BigInteger[] pixel : x) {
        Arrays.setAll(pixel, c -> bits(random, 1));
      }
      for (int pass = 0; pass < passes; pass++) {
        List<BigInteger> beat = new ArrayList<>();
        for (int m = 0; m < pixels; m++) {
          beat.addAll(Arrays.asList(x[m]).subList(pass * pe, (pass + 1) * pe));
        }
        test.send(concatenate(beat), last && pass == passes - 1, false);
      }
      List<BigInteger> natural = Stream.of(x).flatMap(Arrays::stream).toList();
      for (int b = 0; b < passes; b++) {
        List<BigInteger> beat = natural.subList(b * pixels * pe, (b + 1) * pixels * pe);
        test.expect(concatenate(beat), last && b == passes - 1, false);
      }
    }
    return test;
  }

  private static BigInteger concatenate(List<BigInteger> bits) {
    BigInteger data = BigInteger.ZERO;
    for (int i = 0; i < bits.size(); i++) {
      data = data.or(bits.get(i).shiftLeft(i));
    }
    return data;
  }

  // ------------------------------------------------------------------ frames of wrong length

  /** Short, long and right frames through guard, fill and filter, or seen before the filter. */
  private static StreamCase taggedFrames(int beats, int delay, int tags, boolean swallow) {
    StreamCase test =
        new StreamCase("bnn_tagged_frames")
            .parameter("BEATS", beats)
            .parameter("DELAY", delay)
            .parameter("TAGS", tags)
            .parameter("SWALLOW", swallow ? 1 : 0)
            .widths(8, 8)
            .ports("S_TLAST", "M_TLAST", "M_TUSER", "FRAME_EVENTS")
            .expectFrameError(true);
    RandomGenerator random = random();
    List<Integer> lengths = new ArrayList<>(List.of(beats, 1, beats + 1, beats, beats + 9, 1));
    for (int frame = 0; frame < 24; frame++) {
      lengths.add(random.nextInt(3) == 0 ? 1 + random.nextInt(beats + 3) : beats);
    }
    // so that the second half is one frame after the other
    IntStream.range(0, 3 * lengths.size()).forEach(frame -> lengths.add(beats));
    for (int length : lengths) {
      boolean bad = length != beats;
      for (int beat = 0; beat < Math.max(length, beats); beat++) {
        BigInteger data = beat < length ? bits(random, 8) : BigInteger.ZERO;
        if (beat < length) {
          test.send(data, beat == length - 1, false);
        }
        if (beat < beats && !(bad && swallow)) {
          test.expect(data, beat == beats - 1, bad && beat == beats - 1);
        }
      }
    }
    // The filter sees a tag three cycles after the frame's last beat: the rest must lie on the way.
    boolean flows = beats > 1 && (!swallow || delay >= beats + 2) && tags > 1;
    return flows ? test.expectInterval(beats) : test;
  }

  // ------------------------------------------------------------------ tables

  private static StreamCase inputTable(int pixels, int valueWidth) {
    RandomGenerator random = random();
    List<BigInteger> table = Stream.generate(() -> bits(random, valueWidth)).limit(256).toList();
    StreamCase test =
        new StreamCase("bnn_input_table")
            .parameter("PIXELS", pixels)
            .parameter("VALUE_WIDTH", valueWidth)
            .memory("TABLE", table.stream().map(value -> value.toString(16)).toList())
            .widths(8 * pixels, pixels * valueWidth)
            .ports("S_TLAST", "S_TUSER", "M_TLAST", "M_TUSER")
            .expectLatency(1)
            .expectInputNeverWaits()
            .expectOutputNeverPauses()
            .expectRoom(1);
    // every byte in every place
    for (int beat = 0; beat < 256; beat++) {
      BigInteger in = BigInteger.ZERO;
      BigInteger out = BigInteger.ZERO;
      for (int j = 0; j < pixels; j++) {
        int pixel = (beat * 37 + j * 101) % 256;
        in = in.or(BigInteger.valueOf(pixel).shiftLeft(8 * j));
        out = out.or(table.get(pixel).shiftLeft(valueWidth * j));
      }
      boolean last = random.nextBoolean();
      boolean user = random.nextBoolean();
      test.send(in, last, user).expect(out, last, user);
    }
    return test;
  }

  private static BigInteger bits(RandomGenerator random, int width) {
    BigInteger value = BigInteger.ZERO;
    for (int i = 0; i < width; i++) {
      if (random.nextBoolean()) {
        value = value.setBit(i);
      }
    }
    return value;
  }
}
