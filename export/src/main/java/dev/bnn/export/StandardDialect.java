package dev.bnn.export;

import static ai.onnx.proto.OnnxMl.TensorProto.DataType.FLOAT;
import static ai.onnx.proto.OnnxMl.TensorProto.DataType.INT32;
import static ai.onnx.proto.OnnxMl.TensorProto.DataType.INT64;
import static dev.bnn.export.OnnxGraph.attribute;

import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.Shape;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/** Standard ONNX: what {@link OnnxExporter} describes. */
final class StandardDialect implements Dialect {
  private static final String PLUS_ONE = "plus-one";
  private static final String MINUS_ONE = "minus-one";

  private final OnnxGraph graph;

  StandardDialect(OnnxGraph graph) {
    this.graph = graph;
    graph.floats(PLUS_ONE, List.of(), i -> 1);
    graph.floats(MINUS_ONE, List.of(), i -> -1);
  }

  @Override
  public String encode(String layer, String image, Encoding encoding, Shape encoded) {
    if (encoding.isBipolar()) {
      return encodeLevels(layer, image, encoding, encoded);
    }
    if (encoding instanceof Encoding.Pixels) {
      return graph.cast(layer + "/cast", image, FLOAT);
    }
    String table = graph.floats(layer + "/table", List.of(256L), i -> encoding.encode(i, 0));
    String index = graph.cast(layer + "/index", image, INT64);
    return graph.node(layer + "/lookup", "Gather", List.of(table, index), attribute("axis", 0));
  }

  /**
   * Compares each byte with the smallest byte of each level: (batch, C, H, W) → (batch, C, levels,
   * H, W) → (batch, C·levels, H, W), which is the channel order of {@link Encoding}.
   */
  private String encodeLevels(String layer, String image, Encoding encoding, Shape encoded) {
    String pixels = graph.cast(layer + "/cast", image, FLOAT);
    int levels = encoding.levels();
    IntVector smallest = IntVector.generate(levels, encoding::smallestByte);
    if (levels == 1) {
      return threshold(layer, pixels, smallest, List.of(1L));
    }
    String axis = graph.longs(layer + "/axis", List.of(2L));
    String apart = graph.node(layer + "/apart", "Unsqueeze", List.of(pixels, axis));
    String compared = threshold(layer, apart, smallest, List.of((long) levels, 1L, 1L));
    return graph.reshape(layer + "/channels", compared, encoded);
  }

  /** Runtimes fold the Cast away when they load the file. */
  @Override
  public String weights(String layer, List<Long> shape, IntToDoubleFunction sign) {
    String small = graph.bytes(layer + "/weights-int8", shape, sign);
    return graph.cast(layer + "/weights", small, FLOAT);
  }

  /** ONNX's Sign is no substitute: it makes 0 of 0. */
  @Override
  public String threshold(String layer, String value, IntVector thresholds, List<Long> shape) {
    String limits = graph.floats(layer + "/thresholds", shape, thresholds::get);
    String reached = graph.node(layer + "/compare", "GreaterOrEqual", List.of(value, limits));
    return graph.node(layer + "/threshold", "Where", List.of(reached, PLUS_ONE, MINUS_ONE));
  }

  @Override
  public String scores(String layer, String sums, IntVector offsets) {
    List<Long> classes = List.of((long) offsets.size());
    String added = graph.floats(layer + "/offsets", classes, offsets::get);
    String sum = graph.node(layer + "/sum", "Add", List.of(sums, added));
    graph.cast(OnnxExporter.SCORES, sum, INT32);
    graph.output(OnnxExporter.SCORES, INT32, classes);
    graph.node(
        OnnxExporter.LABEL,
        "ArgMax",
        List.of(OnnxExporter.SCORES),
        attribute("axis", 1),
        attribute("keepdims", 0),
        attribute("select_last_index", 0));
    graph.output(OnnxExporter.LABEL, INT64, List.of());
    return OnnxExporter.SCORES;
  }
}
