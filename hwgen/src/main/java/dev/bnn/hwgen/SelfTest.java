package dev.bnn.hwgen;

import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.exec.Interpreter;
import dev.bnn.quantize.exec.Trace;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/** What a design must answer to a few images, and to those that a board makes itself. */
final class SelfTest {
  /** Images with answers in the contract. */
  static final int MOST_VECTORS = 4;

  /** Images of the pattern whose signature is in the contract. */
  static final int PATTERN_IMAGES = 64;

  private static final int SEED = 0x9E3779B9;
  private static final int POLYNOMIAL = 0x04C11DB7;

  private SelfTest() {}

  /**
   * An image and its answer.
   *
   * @param imageHex its beats, byte by byte
   * @param result words of the result
   */
  record Vector(String imageHex, IntVector result) {}

  /** Of the first images. */
  static List<Vector> vectors(
      BinaryNetwork network, HardwarePlan plan, List<byte[]> images, List<Trace> traces) {
    return IntStream.range(0, Math.min(MOST_VECTORS, images.size()))
        .mapToObj(
            i ->
                new Vector(
                    HexFormat.of().formatHex(payload(network, plan, images.get(i), traces.get(i))),
                    result(plan, traces.get(i))))
        .toList();
  }

  /**
   * What PATTERN answers (docs/link.md).
   *
   * @param images how many
   * @param signature of their results
   * @param cycles from the first beat in to the last beat out
   */
  record Pattern(int images, int signature, long cycles) {}

  /** The beats of an image, {@code inputWidth / 8} bytes each, lowest first; spare bits are 0. */
  static byte[] payload(BinaryNetwork network, HardwarePlan plan, byte[] image, Trace trace) {
    int[] values = sentValues(network, plan, image, trace);
    int beatBytes = plan.inputWidth() / 8;
    int width = plan.inputValueWidth();
    byte[] payload = new byte[plan.inputBeats() * beatBytes];
    for (int i = 0; i < values.length; i++) {
      int bit = i % plan.valuesPerBeat() * width;
      payload[i / plan.valuesPerBeat() * beatBytes + bit / 8] |= (byte) (values[i] << bit % 8);
    }
    return payload;
  }

  /** Bytes, or bits that are 0 or 1, in the stream's order. */
  private static int[] sentValues(
      BinaryNetwork network, HardwarePlan plan, byte[] image, Trace trace) {
    if (plan.options().stream() == StreamKind.BYTES) {
      int[] order = StreamOrder.of(network.input().image());
      return IntStream.of(order).map(i -> Byte.toUnsignedInt(image[i])).toArray();
    }
    IntVector encoded = trace.output(0);
    int[] order = StreamOrder.of(network.input().outputShape());
    return IntStream.of(order).map(i -> encoded.get(i) > 0 ? 1 : 0).toArray();
  }

  /** The words of a result. */
  static IntVector result(HardwarePlan plan, Trace trace) {
    return plan.options().scores() ? trace.scores() : IntVector.of(trace.answer());
  }

  /** What the board's own images give, by the Interpreter and the model of the design's pace. */
  static Pattern pattern(BinaryNetwork network, HardwarePlan plan) {
    Interpreter interpreter = new Interpreter(network);
    int x = SEED;
    int signature = 0;
    for (int image = 0; image < PATTERN_IMAGES; image++) {
      List<Integer> beats = new ArrayList<>();
      for (int beat = 0; beat < plan.inputBeats(); beat++) {
        beats.add(x);
        x = next(x);
      }
      for (int word : result(plan, trace(network, plan, interpreter, beats)).toArray()) {
        signature = signature << 1 ^ (signature < 0 ? POLYNOMIAL : 0) ^ word;
      }
    }
    long[] cycles = PaceModel.resultCycles(plan, PATTERN_IMAGES);
    return new Pattern(PATTERN_IMAGES, signature, cycles[PATTERN_IMAGES - 1]);
  }

  /** A step of xorshift32 (Marsaglia, Xorshift RNGs, 2003: 13, 17, 5). */
  private static int next(int x) {
    int y = x ^ x << 13;
    y ^= y >>> 17;
    return y ^ y << 5;
  }

  /** Of an image whose beats have the bits of words, again and again. */
  private static Trace trace(
      BinaryNetwork network, HardwarePlan plan, Interpreter interpreter, List<Integer> beats) {
    boolean bytes = plan.options().stream() == StreamKind.BYTES;
    Shape shape = bytes ? network.input().image() : network.input().outputShape();
    int[] order = StreamOrder.of(shape);
    int width = plan.inputValueWidth();
    int[] values = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      int word = beats.get(i / plan.valuesPerBeat());
      int bit = i % plan.valuesPerBeat() * width;
      values[order[i]] = Integer.rotateRight(word, bit) & ((1 << width) - 1);
    }
    if (bytes) {
      byte[] image = new byte[values.length];
      for (int i = 0; i < image.length; i++) {
        image[i] = (byte) values[i];
      }
      return interpreter.run(image);
    }
    return interpreter.runEncoded(IntStream.of(values).map(v -> 2 * v - 1).toArray());
  }
}
