package dev.bnn.hwgen;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The matrix of {@link StreamCase}s: what goes in is random with a fixed seed, what comes out is
 * plain Java.
 */
final class StreamCases {
  private static final long SEED = 42;

  private StreamCases() {}

  /** Sizes where off-by-one mistakes live: 1, primes, powers of two and their neighbours. */
  private static final List<Integer> SIZES = List.of(1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17);

  /** What every build checks. */
  static Stream<StreamCase> all() {
    return Stream.of(
            SIZES.stream().map(StreamCases::skid),
            SIZES.stream().map(depth -> fifo(1 + depth % 4, depth, depth % 4)),
            SIZES.stream()
                .flatMap(beats -> Stream.of(frameGuard(beats, false), frameGuard(beats, true))),
            Stream.of(
                inputEncode(1, 128),
                inputEncode(4, 128),
                inputEncode(7, 127),
                inputEncode(3, 64, 128, 192),
                inputEncode(1, 1, 255),
                inputEncode(17, 1, 3, 129)),
            widthConverters(
                1, 1, 17, 17, 1, 2, 1, 3, 8, 16, 3, 24, 1, 17, 3, 1, 16, 8, 34, 17, 17, 1, 6, 4, 4,
                6, 7, 3, 3, 7, 5, 8, 8, 5, 2, 3, 3, 2, 31, 32, 32, 31, 33, 32, 12, 16, 16, 12, 2,
                17, 17, 2, 10, 49),
            Stream.of(
                dense(1, 1, 1, 1, 0, 0, 0),
                dense(2, 3, 1, 1, 1, 0, 2),
                dense(3, 8, 3, 4, 1, 1, 1),
                dense(7, 7, 7, 1, 2, 2, 3),
                dense(16, 2, 8, 2, 2, 2, 2),
                dense(34, 9, 17, 3, 0, 0, 1),
                dense(24, 2, 8, 1, 4, 1, 2),
                dense(9, 3, 3, 1, 7, 2, 0),
                dense(5, 17, 1, 17, 3, 0, 2),
                dense(15, 5, 5, 5, 1, 0, 0),
                dense(33, 1, 11, 1, 2, 0, 3),
                dense(17, 4, 17, 1, 1, 1, 0),
                dense(255, 2, 17, 1, 5, 0, 0),
                dense(31, 65, 31, 1, 3, 0, 0)),
            Stream.of(
                inputDense(1, 1, 1, 1, 0, 10),
                inputDense(2, 6, 1, 2, 0, 11),
                inputDense(7, 3, 7, 3, 2, 14),
                inputDense(9, 4, 3, 4, 1, 14),
                inputDense(16, 3, 8, 1, 3, 14),
                inputDense(34, 2, 17, 1, 6, 16),
                inputDense(5, 65, 5, 5, 1, 13)),
            Stream.of(
                scores(1, 1, 1, 1, 0, 4),
                scores(7, 2, 1, 2, 1, 9),
                scores(8, 10, 8, 1, 1, 8),
                scores(9, 10, 3, 5, 0, 7),
                scores(17, 3, 17, 1, 3, 8),
                scores(34, 3, 17, 3, 4, 10)),
            deepLayers(),
            Stream.of(
                argmax(1, 1, 1),
                argmax(2, 1, 2),
                argmax(2, 2, 2),
                argmax(7, 1, 5),
                argmax(10, 1, 8),
                argmax(10, 2, 4),
                argmax(10, 5, 6),
                argmax(10, 10, 8),
                argmax(8, 4, 3),
                argmax(9, 3, 4),
                argmax(16, 16, 5),
                argmax(17, 17, 5),
                argmax(21, 7, 17)),
            Stream.of(scoreExtend(1, 8), scoreExtend(3, 6), scoreExtend(2, 32), scoreExtend(7, 31)),
            WindowCases.all(),
            VectorCases.all(),
            WindowCases.random(20),
            MapCases.all(),
            Stream.of(example()))
        .flatMap(cases -> cases);
  }

  /** Layers with registers wherever they may have some. */
  private static Stream<StreamCase> deepLayers() {
    return Stream.of(
        deeper(dense(34, 9, 17, 3, 0, 0, 1), 1, 0, 0, 2 + 2),
        deeper(dense(24, 6, 12, 2, 9, 1, 2), 1, 2, 9, 2 + 2),
        deeper(dense(9, 3, 9, 1, 4, 2, 0), 0, 3, 4, 1 + 1),
        deeper(inputDense(9, 4, 3, 4, 4, 14), 1, 2, 4, 3 + 3),
        deeper(scores(34, 3, 17, 3, 7, 10), 1, 0, 7, 2 + 2));
  }

  /** The same layer with more registers: later by as many cycles, else the same. */
  private static StreamCase deeper(StreamCase test, int read, int compare, int stages, int beats) {
    test.parameter("READ_STAGES", read);
    if (!test.module().equals("bnn_scores")) {
      test.parameter("COMPARE_STAGES", compare);
    }
    if (!test.module().equals("bnn_input_dense")) {
      test.parameter("COMPRESSORS", 1);
    }
    return test.expectLatency(beats - 1 + read + stages + compare + 4);
  }

  /** More of the same, for the long run. */
  static Stream<StreamCase> large() {
    List<Integer> more = List.of(1, 2, 3, 5, 6, 7, 8, 9, 12, 16, 17, 31, 32, 33, 63, 64, 65);
    return Stream.of(
            more.stream().map(StreamCases::skid),
            more.stream().flatMap(n -> Stream.of(0, 1, 2, 3).map(style -> fifo(17, n, style))),
            more.stream().map(beats -> frameGuard(beats, true)),
            IntStream.rangeClosed(1, 12)
                .boxed()
                .flatMap(in -> IntStream.rangeClosed(1, 12).boxed().map(out -> new int[] {in, out}))
                .flatMap(pair -> widthConverters(pair)),
            more.stream()
                .flatMap(in -> Stream.of(31, 48, 64, 65).flatMap(out -> widthConverters(in, out))),
            randomFoldings(60, 40),
            WindowCases.random(300),
            MapCases.large(),
            IntStream.rangeClosed(1, 24)
                .boxed()
                .flatMap(n -> divisors(n).map(pe -> argmax(n, pe, 2 + n % 7))))
        .flatMap(cases -> cases);
  }

  private static Stream<Integer> divisors(int n) {
    return IntStream.rangeClosed(1, n).filter(d -> n % d == 0).boxed();
  }

  /** Layers of all kinds whose sizes, foldings and pipelines are drawn. */
  private static Stream<StreamCase> randomFoldings(int count, int most) {
    RandomGenerator random = random();
    List<StreamCase> cases = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int inputs = 1 + random.nextInt(most);
      int outputs = 1 + random.nextInt(most);
      List<Integer> simds = divisors(inputs).toList();
      List<Integer> pes = divisors(outputs).toList();
      int simd = simds.get(random.nextInt(simds.size()));
      int pe = pes.get(random.nextInt(pes.size()));
      int stages = random.nextInt(6);
      int sumWidth = BigInteger.valueOf(inputs).bitLength();
      cases.add(dense(inputs, outputs, simd, pe, stages, i % 3, i % 4));
      cases.add(inputDense(inputs, outputs, simd, pe, stages, 10 + sumWidth));
      cases.add(scores(inputs, outputs, simd, pe, stages, 4 + sumWidth));
    }
    return cases.stream();
  }

  private static RandomGenerator random() {
    return new SplittableRandom(SEED);
  }

  private static BigInteger bits(RandomGenerator random, int width) {
    return ReferenceLayer.pack(random.ints(width, 0, 2).toArray(), 1);
  }

  private static int[] signs(RandomGenerator random, int count) {
    return random.ints(count, 0, 2).map(bit -> 2 * bit - 1).toArray();
  }

  private static int[] slice(int[] values, int part, int size) {
    return Arrays.copyOfRange(values, part * size, part * size + size);
  }

  private static StreamCase skid(int width) {
    return passThrough(new StreamCase("bnn_skid").parameter("WIDTH", width), width)
        .expectLatency(1)
        .expectRoom(2);
  }

  private static StreamCase fifo(int width, int depth, int style) {
    return passThrough(
            new StreamCase("bnn_fifo")
                .parameter("WIDTH", width)
                .parameter("DEPTH", depth)
                .parameter("RAM_STYLE", style),
            width)
        .expectLatency(depth == 1 ? 1 : 2)
        .expectRoom(depth + 1);
  }

  private static StreamCase passThrough(StreamCase test, int width) {
    RandomGenerator random = random();
    for (int i = 0; i < 100; i++) {
      BigInteger data = bits(random, width);
      test.send(data, false, false).expect(data, false, false);
    }
    return test.widths(width, width).expectInputNeverWaits().expectOutputNeverPauses();
  }

  /** Frames of the right length and, if so wished, shorter and longer ones between them. */
  private static StreamCase frameGuard(int beats, boolean withErrors) {
    StreamCase test =
        new StreamCase("bnn_frame_guard")
            .parameter("WIDTH", 8)
            .parameter("BEATS", beats)
            .widths(8, 8)
            .ports("S_TLAST", "M_TLAST", "M_TUSER", "FRAME_EVENTS")
            .expectFrameError(withErrors)
            .expectLatency(0)
            .expectInputNeverWaits();
    RandomGenerator random = random();
    for (int frame = 0; frame < 30; frame++) {
      int length = withErrors && frame % 2 == 1 ? 1 + random.nextInt(beats + 3) : beats;
      if (withErrors && frame == 1) {
        length = beats + 2;
      }
      for (int beat = 0; beat < length; beat++) {
        BigInteger data = bits(random, 8);
        boolean last = beat == length - 1;
        test.send(data, last, false);
        if (beat < beats) {
          boolean leavesLast = last || beat == beats - 1;
          test.expect(data, leavesLast, leavesLast && length != beats);
        }
      }
    }
    return test;
  }

  private static StreamCase inputEncode(int pixels, int... thresholds) {
    int levels = thresholds.length;
    StreamCase test =
        new StreamCase("bnn_input_encode")
            .parameter("PIXELS", pixels)
            .parameter("LEVELS", levels)
            .parameter(
                "THRESHOLDS", 8 * levels + "'h" + ReferenceLayer.pack(thresholds, 8).toString(16))
            .widths(8 * pixels, pixels * levels)
            .ports("S_TLAST", "S_TUSER", "M_TLAST", "M_TUSER")
            .expectLatency(0)
            .expectOutputNeverPauses();
    RandomGenerator random = random();
    int[] corners = {0, 1, 127, 128, 129, 191, 192, 254, 255};
    for (int beat = 0; beat < 60; beat++) {
      int[] bytes = new int[pixels];
      int[] bits = new int[pixels * levels];
      for (int j = 0; j < pixels; j++) {
        bytes[j] =
            random.nextBoolean() ? random.nextInt(256) : corners[random.nextInt(corners.length)];
        for (int i = 0; i < levels; i++) {
          bits[j * levels + i] = bytes[j] >= thresholds[i] ? 1 : 0;
        }
      }
      boolean last = random.nextBoolean();
      boolean user = random.nextBoolean();
      test.send(ReferenceLayer.pack(bytes, 8), last, user)
          .expect(ReferenceLayer.pack(bits, 1), last, user);
    }
    return test;
  }

  /** Pairs of widths, each with frames of whole words only and with frames cut short. */
  private static Stream<StreamCase> widthConverters(int... pairs) {
    return IntStream.range(0, pairs.length / 2)
        .mapToObj(i -> new int[] {pairs[2 * i], pairs[2 * i + 1]})
        .flatMap(
            pair ->
                Stream.of(
                    wholeFrames(pair[0], pair[1]),
                    cutFrames("bnn_width_converter", pair[0], pair[1])));
  }

  /** Frames that fill their words: the narrow side never rests. */
  private static StreamCase wholeFrames(int in, int out) {
    RandomGenerator random = random();
    int beats = out / BigInteger.valueOf(in).gcd(BigInteger.valueOf(out)).intValue();
    StreamCase test = converter("bnn_width_converter", in, out);
    for (int sent = 0; sent < 60 || sent < 3 * beats; ) {
      int length = beats * (1 + random.nextInt(3));
      convertFrame(test, random, in, out, length, false);
      sent += length;
    }
    // the beat that completes a word, and a register
    int latency = in == out ? 0 : (out + in - 1) / in;
    test.expectLatency(latency);
    if (in != out) {
      test.expectRoom((out + in - 1) / in);
    }
    return in <= out ? test.expectInputNeverWaits() : test.expectOutputNeverPauses();
  }

  /** Frames of any length, the last word filled up with zeros. */
  private static StreamCase cutFrames(String module, int in, int out) {
    RandomGenerator random = random();
    StreamCase test = converter(module, in, out);
    for (int frame = 0; frame < 20; frame++) {
      convertFrame(test, random, in, out, 1 + random.nextInt(3 + 3 * out / in), true);
    }
    return test;
  }

  private static StreamCase converter(String module, int in, int out) {
    return new StreamCase(module)
        .parameter("IN_WIDTH", in)
        .parameter("OUT_WIDTH", out)
        .widths(in, out)
        .ports("S_TLAST", "S_TUSER", "M_TLAST", "M_TUSER");
  }

  /** All bits of a frame side by side, cut anew. */
  private static void convertFrame(
      StreamCase test, RandomGenerator random, int in, int out, int beats, boolean mayBeBad) {
    boolean bad = mayBeBad && random.nextBoolean();
    BigInteger frame = bits(random, in * beats);
    BigInteger inMask = BigInteger.ONE.shiftLeft(in).subtract(BigInteger.ONE);
    for (int beat = 0; beat < beats; beat++) {
      boolean last = beat == beats - 1;
      test.send(frame.shiftRight(beat * in).and(inMask), last, last && bad);
    }
    BigInteger outMask = BigInteger.ONE.shiftLeft(out).subtract(BigInteger.ONE);
    int words = (in * beats + out - 1) / out;
    for (int word = 0; word < words; word++) {
      boolean last = word == words - 1;
      test.expect(frame.shiftRight(word * out).and(outMask), last, last && bad);
    }
  }

  /**
   * A folded layer is sent frames of {@code inputs} fields; early ones are followed by bad frames,
   * cut short or whole, which must leave no trace.
   */
  private abstract static class FoldedLayer {
    final RandomGenerator random = random();
    final int inputs;
    final int outputs;
    final int simd;
    final int pe;
    final StreamCase test;

    FoldedLayer(String module, int inputs, int outputs, int simd, int pe, int stages) {
      this.inputs = inputs;
      this.outputs = outputs;
      this.simd = simd;
      this.pe = pe;
      int sf = inputs / simd;
      test =
          new StreamCase(module)
              .parameter("MW", inputs)
              .parameter("MH", outputs)
              .parameter("SIMD", simd)
              .parameter("PE", pe)
              .parameter("STAGES", stages)
              .ports("S_TLAST", "S_TUSER", "M_TLAST")
              .expectLatency(sf - 1 + sf + stages + 4)
              .expectInterval(sf * (outputs / pe))
              .expectRoom(2 * sf);
    }

    /** One frame of inputs. */
    abstract int[] input();

    abstract BigInteger packInput(int[] fields);

    abstract int[] output(int[] input);

    abstract BigInteger packOutput(int[] fields);

    StreamCase build() {
      int sf = inputs / simd;
      for (int frame = 0; frame < 24; frame++) {
        int[] input = input();
        sendFrame(input, sf, false);
        int[] output = output(input);
        int nf = outputs / pe;
        for (int beat = 0; beat < nf; beat++) {
          test.expect(packOutput(slice(output, beat, pe)), beat == nf - 1, false);
        }
        if (frame >= 1 && frame <= 4) {
          sendFrame(input(), frame % 2 == 0 ? sf : 1 + random.nextInt(sf), true);
        }
      }
      return test;
    }

    private void sendFrame(int[] input, int beats, boolean bad) {
      for (int beat = 0; beat < beats; beat++) {
        boolean last = beat == beats - 1;
        test.send(packInput(slice(input, beat, simd)), last, last && bad);
      }
    }
  }

  private static StreamCase dense(
      int inputs, int outputs, int simd, int pe, int stages, int weightStyle, int bufferStyle) {
    return new FoldedLayer("bnn_dense", inputs, outputs, simd, pe, stages) {
      private final ReferenceLayer layer =
          ReferenceLayer.random(
              random, inputs, ReferenceLayer.randomThresholds(random, inputs, outputs));

      {
        int thresholdWidth = BigInteger.valueOf(inputs + 1).bitLength();
        test.widths(simd, pe)
            .memory("WEIGHTS", layer.weightFile(simd, pe))
            .memory("THRESHOLDS", layer.constantFile(pe, thresholdWidth))
            .parameter("WEIGHT_STYLE", weightStyle)
            .parameter("BUFFER_STYLE", bufferStyle);
      }

      @Override
      int[] input() {
        return signs(random, inputs);
      }

      @Override
      BigInteger packInput(int[] fields) {
        return ReferenceLayer.packSigns(fields);
      }

      @Override
      int[] output(int[] input) {
        return layer.signs(input);
      }

      @Override
      BigInteger packOutput(int[] fields) {
        return ReferenceLayer.packSigns(fields);
      }
    }.build();
  }

  private static StreamCase inputDense(
      int inputs, int outputs, int simd, int pe, int stages, int accWidth) {
    return new FoldedLayer("bnn_input_dense", inputs, outputs, simd, pe, stages) {
      private final ReferenceLayer layer = randomLayer();

      {
        test.widths(8 * simd, pe)
            .memory("WEIGHTS", layer.weightFile(simd, pe))
            .memory("THRESHOLDS", layer.constantFile(pe, accWidth))
            .parameter("ACC_WIDTH", accWidth);
      }

      /** Thresholds near 0, and of eight one for always and one for never. */
      private ReferenceLayer randomLayer() {
        int[][] weights = ReferenceLayer.randomWeights(random, inputs, outputs);
        int[] thresholds = new int[outputs];
        for (int o = 0; o < outputs; o++) {
          int positive = (int) Arrays.stream(weights[o]).filter(w -> w > 0).count();
          thresholds[o] =
              switch (o % 8) {
                case 1 -> -255 * (inputs - positive);
                case 2 -> 255 * positive + 1;
                default -> random.nextInt(-200, 200);
              };
        }
        return new ReferenceLayer(weights, thresholds);
      }

      @Override
      int[] input() {
        // often all pixels at an end of their range
        return random
            .ints(inputs, 0, 256)
            .map(pixel -> random.nextInt(3) == 0 ? 255 * (pixel & 1) : pixel)
            .toArray();
      }

      @Override
      BigInteger packInput(int[] fields) {
        return ReferenceLayer.pack(fields, 8);
      }

      @Override
      int[] output(int[] input) {
        return layer.signsOfBytes(input);
      }

      @Override
      BigInteger packOutput(int[] fields) {
        return ReferenceLayer.packSigns(fields);
      }
    }.build();
  }

  private static StreamCase scores(
      int inputs, int outputs, int simd, int pe, int stages, int scoreWidth) {
    return new FoldedLayer("bnn_scores", inputs, outputs, simd, pe, stages) {
      private final ReferenceLayer layer =
          ReferenceLayer.random(
              random,
              inputs,
              IntStream.range(0, outputs).map(o -> random.nextInt(-3, 4) - inputs).toArray());

      {
        test.widths(simd, pe * scoreWidth)
            .memory("WEIGHTS", layer.weightFile(simd, pe))
            .memory("BIASES", layer.constantFile(pe, scoreWidth))
            .parameter("SCORE_WIDTH", scoreWidth);
      }

      @Override
      int[] input() {
        return signs(random, inputs);
      }

      @Override
      BigInteger packInput(int[] fields) {
        return ReferenceLayer.packSigns(fields);
      }

      @Override
      int[] output(int[] input) {
        return layer.scores(input);
      }

      @Override
      BigInteger packOutput(int[] fields) {
        return ReferenceLayer.pack(fields, scoreWidth);
      }
    }.build();
  }

  private static StreamCase argmax(int classes, int pe, int scoreWidth) {
    StreamCase test =
        new StreamCase("bnn_argmax")
            .parameter("CLASSES", classes)
            .parameter("PE", pe)
            .parameter("SCORE_WIDTH", scoreWidth)
            .widths(pe * scoreWidth, 32)
            .ports("S_TLAST", "M_TLAST")
            .expectInputNeverWaits()
            .expectInterval(classes / pe);
    RandomGenerator random = random();
    int limit = 1 << (scoreWidth - 1);
    for (int frame = 0; frame < 40; frame++) {
      // few values, so that ties are the rule; every fourth frame at the lower end of the range
      int low = frame % 4 == 0 ? -limit : Math.max(-limit, -2);
      int high = Math.min(limit, low + 4);
      int[] scores = random.ints(classes, low, high).toArray();
      for (int beat = 0; beat < classes / pe; beat++) {
        test.send(
            ReferenceLayer.pack(slice(scores, beat, pe), scoreWidth),
            beat == classes / pe - 1,
            false);
      }
      test.expect(BigInteger.valueOf(ReferenceLayer.argmax(scores)), true, false);
    }
    return test;
  }

  private static StreamCase scoreExtend(int pe, int scoreWidth) {
    StreamCase test =
        new StreamCase("bnn_score_extend")
            .parameter("PE", pe)
            .parameter("SCORE_WIDTH", scoreWidth)
            .widths(pe * scoreWidth, 32 * pe)
            .ports("S_TLAST", "M_TLAST")
            .expectLatency(0)
            .expectOutputNeverPauses();
    RandomGenerator random = random();
    for (int beat = 0; beat < 40; beat++) {
      int[] scores = random.ints(pe).map(score -> score >> (32 - scoreWidth)).toArray();
      boolean last = random.nextBoolean();
      test.send(ReferenceLayer.pack(scores, scoreWidth), last, false)
          .expect(ReferenceLayer.pack(scores, 32), last, false);
    }
    return test;
  }

  /**
   * The example network behind its frame guard: early and late TLAST are dropped, the next frame is
   * right.
   */
  private static StreamCase example() {
    ExampleNetwork network = ExampleNetwork.random(random());
    StreamCase test =
        new StreamCase("bnn_example")
            .parameter("STAGES", 2)
            .widths(32, 32)
            .ports("S_TLAST", "M_TLAST", "FRAME_ERROR")
            .expectFrameError(true);
    network
        .memories()
        .forEach(
            (file, lines) -> test.memory(file.replace(".mem", "").toUpperCase(Locale.ROOT), lines));
    RandomGenerator random = random();
    List<Integer> lengths = new ArrayList<>(List.of(8, 3, 8, 8, 1, 7, 8, 9, 8, 15, 16, 8, 20, 1));
    for (int frame = 0; frame < 6; frame++) {
      lengths.add(8);
    }
    for (int length : lengths) {
      int[] pixels = random.ints(4L * length, 0, 256).toArray();
      for (int beat = 0; beat < length; beat++) {
        test.send(ReferenceLayer.pack(slice(pixels, beat, 4), 8), beat == length - 1, false);
      }
      if (length == 8) {
        test.expect(BigInteger.valueOf(network.answer(pixels)), true, false);
      }
    }
    return test.expectInterval(24);
  }
}
