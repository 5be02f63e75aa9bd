package dev.bnn.hwgen;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Matrix layers as the second half of a convolution: vectors that come once for every pass, several
 * pixels side by side; and what brings the vectors to their width.
 */
final class VectorCases {
  private static final int FRAMES = 5;
  private static final int VECTORS = 4;

  private VectorCases() {}

  /** What every build checks. */
  static Stream<StreamCase> all() {
    return Stream.of(
        bits(6, 4, 3, 2, 1),
        bits(9, 6, 3, 2, 2),
        bits(8, 5, 8, 5, 3),
        bits(5, 3, 1, 1, 1),
        bits(18, 7, 6, 7, 2),
        integers(6, 4, 3, 2, 1, 8, false),
        integers(9, 6, 3, 2, 2, 8, false),
        integers(4, 3, 4, 3, 3, 5, true),
        integers(6, 5, 2, 1, 1, 16, true),
        converter(1, 6, 2),
        converter(3, 6, 4),
        converter(2, 9, 3),
        converter(4, 5, 5));
  }

  /** Sends every vector once for each pass over the matrix. */
  private abstract static class Layer {
    final RandomGenerator random = new SplittableRandom(19);
    final int inputs;
    final int outputs;
    final int simd;
    final int pe;
    final int pixels;

    Layer(int inputs, int outputs, int simd, int pe, int pixels) {
      this.inputs = inputs;
      this.outputs = outputs;
      this.simd = simd;
      this.pe = pe;
      this.pixels = pixels;
    }

    abstract int[] input();

    abstract int[] output(int[] input);

    abstract BigInteger pack(int[] inputs);

    StreamCase fill(StreamCase test) {
      test.parameter("MW", inputs)
          .parameter("MH", outputs)
          .parameter("SIMD", simd)
          .parameter("PE", pe)
          .parameter("PIXELS", pixels)
          .parameter("REPLAY", 0)
          .ports("S_TLAST", "S_TUSER", "M_TLAST");
      int passes = outputs / pe;
      for (int i = 0; i < FRAMES * VECTORS; i++) {
        boolean last = i % VECTORS == VECTORS - 1;
        int[][] in = IntStream.range(0, pixels).mapToObj(m -> input()).toArray(int[][]::new);
        int[][] out = Arrays.stream(in).map(this::output).toArray(int[][]::new);
        for (int pass = 0; pass < passes; pass++) {
          boolean lastPass = last && pass == passes - 1;
          for (int sf = 0; sf < inputs / simd; sf++) {
            test.send(
                pack(sideBySide(in, sf * simd, simd)), lastPass && sf == inputs / simd - 1, false);
          }
          test.expect(ReferenceLayer.packSigns(sideBySide(out, pass * pe, pe)), lastPass, false);
        }
      }
      return test.expectInputNeverWaits();
    }

    private static int[] sideBySide(int[][] vectors, int from, int count) {
      return Arrays.stream(vectors)
          .flatMapToInt(vector -> Arrays.stream(vector, from, from + count))
          .toArray();
    }
  }

  private static StreamCase bits(int inputs, int outputs, int simd, int pe, int pixels) {
    int[] thresholds =
        ReferenceLayer.randomThresholds(new SplittableRandom(inputs), inputs, outputs);
    ReferenceLayer layer = ReferenceLayer.random(new SplittableRandom(outputs), inputs, thresholds);
    StreamCase test =
        new StreamCase("bnn_dense")
            .widths(pixels * simd, pixels * pe)
            .memory("WEIGHTS", layer.weightFile(simd, pe))
            .memory(
                "THRESHOLDS", layer.constantFile(pe, BigInteger.valueOf(inputs + 1).bitLength()));
    return new Layer(inputs, outputs, simd, pe, pixels) {
      @Override
      int[] input() {
        return random.ints(inputs, 0, 2).map(bit -> 2 * bit - 1).toArray();
      }

      @Override
      int[] output(int[] input) {
        return layer.signs(input);
      }

      @Override
      BigInteger pack(int[] values) {
        return ReferenceLayer.packSigns(values);
      }
    }.fill(test);
  }

  private static StreamCase integers(
      int inputs, int outputs, int simd, int pe, int pixels, int width, boolean signed) {
    int least = signed ? -(1 << (width - 1)) : 0;
    int bound = least + (1 << width);
    RandomGenerator drawn = new SplittableRandom(width);
    int[] thresholds =
        drawn.ints(outputs, -inputs * (bound - least) / 4, inputs * (bound - least) / 4).toArray();
    int accWidth = width + 2 + Integer.SIZE - Integer.numberOfLeadingZeros(inputs);
    ReferenceLayer layer = ReferenceLayer.random(new SplittableRandom(outputs), inputs, thresholds);
    StreamCase test =
        new StreamCase("bnn_input_dense")
            .parameter("VALUE_WIDTH", width)
            .parameter("VALUE_SIGNED", signed ? 1 : 0)
            .parameter("ACC_WIDTH", accWidth)
            .widths(pixels * simd * width, pixels * pe)
            .memory("WEIGHTS", layer.weightFile(simd, pe))
            .memory("THRESHOLDS", layer.constantFile(pe, accWidth));
    return new Layer(inputs, outputs, simd, pe, pixels) {
      @Override
      int[] input() {
        // often at an end of their range
        return random
            .ints(inputs, least, bound)
            .map(value -> random.nextInt(3) == 0 ? (value % 2 == 0 ? least : bound - 1) : value)
            .toArray();
      }

      @Override
      int[] output(int[] input) {
        return layer.signsOfBytes(input);
      }

      @Override
      BigInteger pack(int[] values) {
        return ReferenceLayer.pack(values, width);
      }
    }.fill(test);
  }

  /** Every pixel's bits in their order, from beats of one width to beats of another. */
  private static StreamCase converter(int pixels, int in, int out) {
    RandomGenerator random = new SplittableRandom(29);
    StreamCase test =
        new StreamCase("bnn_pixel_converter")
            .parameter("PIXELS", pixels)
            .parameter("IN_WIDTH", in)
            .parameter("OUT_WIDTH", out)
            .widths(pixels * in, pixels * out)
            .ports("S_TLAST", "M_TLAST");
    for (int frame = 0; frame < 20; frame++) {
      int length = in * out;
      int[][] bits =
          IntStream.range(0, pixels)
              .mapToObj(m -> random.ints(length, 0, 2).toArray())
              .toArray(int[][]::new);
      for (int from = 0; from < length; from += in) {
        test.send(beat(bits, from, in), from == length - in, false);
      }
      for (int from = 0; from < length; from += out) {
        test.expect(beat(bits, from, out), from == length - out, false);
      }
    }
    return test;
  }

  private static BigInteger beat(int[][] bits, int from, int count) {
    return ReferenceLayer.pack(Layer.sideBySide(bits, from, count), 1);
  }
}
