package dev.bnn.hwgen;

import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.exec.Trace;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes golden vectors: one line a frame, its bytes as two hexadecimal digits each, as they lie in
 * the memory of a little-endian machine. The first value of the stream is in the lowest bits of the
 * first byte, the next one follows it without a gap, the last byte is filled up with zeros. So
 * pixels are read one after the other, and class 3 is {@code 03000000}. How many values travel in a
 * beat does not show.
 */
final class VectorWriter {
  static final String IMAGES = "vectors/images.hex";
  static final String RESULTS = "vectors/results.hex";

  private VectorWriter() {}

  /** File of what layer {@code layer} must give. */
  static String layerFile(int layer) {
    return "vectors/l" + layer + ".hex";
  }

  /** The line of one image in every vector file the bench reads, by file name. */
  static Map<String, String> lines(
      BinaryNetwork network, HardwarePlan plan, byte[] image, Trace trace) {
    Map<String, String> lines = new TreeMap<>();
    lines.put(IMAGES, image(network, plan, image, trace));
    for (BenchWriter.Monitor monitor : BenchWriter.monitors(network, plan)) {
      lines.put(monitor.file(), expected(network, plan, trace, monitor));
    }
    return lines;
  }

  private static String expected(
      BinaryNetwork network, HardwarePlan plan, Trace trace, BenchWriter.Monitor monitor) {
    if (monitor.file().equals(RESULTS)) {
      return result(plan, trace);
    }
    IntVector output = trace.output(monitor.stream());
    Shape shape = network.layers().get(monitor.stream()).outputShape();
    return monitor.laneWidth() == 1
        ? bits(shape, output)
        : integers(shape, output, monitor.laneWidth());
  }

  /** What the host sends of an image, without the spare bits of a beat. */
  private static String image(BinaryNetwork network, HardwarePlan plan, byte[] image, Trace trace) {
    if (plan.options().stream() == StreamKind.BITS) {
      return bits(network.input().outputShape(), trace.output(0));
    }
    int[] order = StreamOrder.of(network.input().image());
    return HexWord.ofFields(order.length, 8, i -> image[order[i]]).toBytes();
  }

  /** The ±1 output of a layer as bits, in stream order. */
  private static String bits(Shape shape, IntVector output) {
    int[] order = StreamOrder.of(shape);
    return HexWord.ofFields(order.length, 1, i -> bit(output.get(order[i]))).toBytes();
  }

  /** Integers as signed numbers of a given width, in stream order. */
  private static String integers(Shape shape, IntVector output, int width) {
    int[] order = StreamOrder.of(shape);
    return HexWord.ofFields(order.length, width, i -> output.get(order[i])).toBytes();
  }

  /** The result frame: the class, or the scores, 32 bits each. */
  private static String result(HardwarePlan plan, Trace trace) {
    IntVector result = SelfTest.result(plan, trace);
    return integers(Shape.vector(result.size()), result, 32);
  }

  private static int bit(int sign) {
    return sign > 0 ? 1 : 0;
  }
}
