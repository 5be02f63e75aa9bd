package dev.bnn.export;

import static ai.onnx.proto.OnnxMl.TensorProto.DataType.FLOAT;
import static ai.onnx.proto.OnnxMl.TensorProto.DataType.INT32;
import static ai.onnx.proto.OnnxMl.TensorProto.DataType.INT64;
import static dev.bnn.export.OnnxGraph.attribute;

import dev.bnn.quantize.BinaryConv2d;
import dev.bnn.quantize.BinaryDense;
import dev.bnn.quantize.BitMatrix;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.InputConv2d;
import dev.bnn.quantize.InputDense;
import dev.bnn.quantize.InputEncoding;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.Layer;
import dev.bnn.quantize.MaxPool;
import dev.bnn.quantize.Padding;
import dev.bnn.quantize.Scores;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.Thresholds;
import dev.bnn.quantize.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Adds the nodes of one layer to a graph.
 *
 * <p>Values between layers are float32 that hold integers; {@link OnnxExporter} says which nodes a
 * layer becomes and why every number is exact.
 */
final class LowerLayer implements Layer.Visitor<LowerLayer.Value> {
  /** Integers below this are exact in float32, with a bit to spare. */
  private static final long EXACT = 1 << 23;

  private static final String PLUS_ONE = "plus-one";
  private static final String MINUS_ONE = "minus-one";

  /**
   * A value in the graph.
   *
   * @param name its name
   * @param shape its shape behind the batch
   * @param flat whether the graph holds it as (batch, n), else (batch, channels, height, width)
   */
  record Value(String name, Shape shape, boolean flat) {
    /** Sides behind the batch. */
    List<Long> sides() {
      return flat ? List.of((long) shape.size()) : OnnxGraph.sides(shape);
    }
  }

  private final OnnxGraph graph;
  private final String layerName;
  private final Value input;
  private final Encoding encoding;

  /**
   * Lowers the layer that reads {@code input}.
   *
   * @param layerName what the names of its nodes begin with, e.g. {@code layer1}
   * @param encoding the input encoding of the network
   */
  LowerLayer(OnnxGraph graph, String layerName, Value input, Encoding encoding) {
    this.graph = graph;
    this.layerName = layerName;
    this.input = input;
    this.encoding = encoding;
  }

  /** Adds the constants that layers share. */
  static void addConstants(OnnxGraph graph) {
    graph.floats(PLUS_ONE, List.of(), i -> 1);
    graph.floats(MINUS_ONE, List.of(), i -> -1);
  }

  @Override
  public Value visit(InputEncoding layer) {
    return new Value(encode(layer.outputShape()), layer.outputShape(), false);
  }

  private String encode(Shape encoded) {
    if (encoding.isBipolar()) {
      return encodeLevels(encoded);
    }
    if (encoding instanceof Encoding.Pixels) {
      return graph.cast(name("cast"), input.name(), FLOAT);
    }
    String table = graph.floats(name("table"), List.of(256L), i -> encoding.encode(i, 0));
    String index = graph.cast(name("index"), input.name(), INT64);
    return graph.node(name("lookup"), "Gather", List.of(table, index), attribute("axis", 0));
  }

  /**
   * Compares each byte with the smallest byte of each level: (batch, C, H, W) → (batch, C, levels,
   * H, W) → (batch, C·levels, H, W), which is the channel order of {@link Encoding}.
   */
  private String encodeLevels(Shape encoded) {
    String pixels = graph.cast(name("cast"), input.name(), FLOAT);
    int levels = encoding.levels();
    IntVector smallest = IntVector.generate(levels, encoding::smallestByte);
    if (levels == 1) {
      return threshold(pixels, smallest, List.of(1L));
    }
    String axis = graph.longs(name("axis"), List.of(2L));
    String apart = graph.node(name("apart"), "Unsqueeze", List.of(pixels, axis));
    String compared = threshold(apart, smallest, List.of((long) levels, 1L, 1L));
    return reshape("channels", compared, encoded);
  }

  @Override
  public Value visit(InputDense layer) {
    return dense(layer.weights(), layer.thresholds(), largestInteger());
  }

  @Override
  public Value visit(BinaryDense layer) {
    return dense(layer.weights(), layer.thresholds(), 1);
  }

  @Override
  public Value visit(InputConv2d layer) {
    // integer encodings have one level, so one value pads all channels
    int padValue = encoding.padValue(layer.window().padding(), 0);
    return convolve(
        layer.window(), layer.weights(), layer.thresholds(), largestInteger(), padValue);
  }

  @Override
  public Value visit(BinaryConv2d layer) {
    int padValue = layer.window().padding().value();
    return convolve(layer.window(), layer.weights(), layer.thresholds(), 1, padValue);
  }

  /**
   * OR is the maximum. AND is the maximum with the sign turned before and after, and a factor of +1
   * or −1 per channel lets both stand side by side.
   */
  @Override
  public Value visit(MaxPool layer) {
    String map = asMap(layer.inputShape());
    boolean turns = layer.poolings().contains(MaxPool.Pooling.AND);
    String pooled;
    if (turns) {
      String signs =
          graph.floats(
              name("signs"),
              List.of((long) layer.poolings().size(), 1L, 1L),
              c -> layer.poolings().get(c) == MaxPool.Pooling.OR ? 1 : -1);
      String turned = graph.node(name("turn"), "Mul", List.of(map, signs));
      pooled = graph.node(name("turn-back"), "Mul", List.of(maxPool(layer, turned), signs));
    } else {
      pooled = maxPool(layer, map);
    }
    return new Value(pooled, layer.outputShape(), false);
  }

  private String maxPool(MaxPool layer, String map) {
    return graph.node(
        name("pool"),
        "MaxPool",
        List.of(map),
        attribute("kernel_shape", square(layer.size())),
        attribute("strides", square(layer.stride())));
  }

  @Override
  public Value visit(Scores layer) {
    checkExact(layer.weights().columns(), layer.offsets());
    String dot = dot(layer.weights());
    String offsets = vector("offsets", layer.offsets(), List.of((long) layer.offsets().size()));
    String sum = graph.node(name("sum"), "Add", List.of(dot, offsets));
    return new Value(graph.cast(layerName, sum, INT32), layer.outputShape(), true);
  }

  private Value dense(BitMatrix weights, Thresholds thresholds, long largestInput) {
    checkExact(weights.columns() * largestInput, thresholds.values());
    List<Long> shape = List.of((long) thresholds.size());
    String decided = threshold(dot(weights), thresholds.values(), shape);
    return new Value(decided, Shape.vector(weights.rows()), true);
  }

  /** (batch, n) · (n, outputs). */
  private String dot(BitMatrix weights) {
    String flat =
        input.flat()
            ? input.name()
            : graph.node(name("flatten"), "Flatten", List.of(input.name()), attribute("axis", 1));
    int outputs = weights.rows();
    String transposed =
        graph.floats(
            name("weights"),
            List.of((long) weights.columns(), (long) outputs),
            i -> weights.sign(i % outputs, i / outputs));
    return graph.node(name("dot"), "MatMul", List.of(flat, transposed));
  }

  private Value convolve(
      Window window, BitMatrix weights, Thresholds thresholds, long largestInput, int padValue) {
    checkExact(weights.columns() * largestInput, thresholds.values());
    String map = pad(window, asMap(window.input()), padValue);
    String kernels =
        graph.floats(
            name("weights"),
            List.of(
                (long) weights.rows(),
                (long) window.input().channels(),
                (long) window.kernel(),
                (long) window.kernel()),
            i -> weights.sign(i / weights.columns(), i % weights.columns()));
    String dot =
        graph.node(
            name("dot"),
            "Conv",
            List.of(map, kernels),
            attribute("kernel_shape", square(window.kernel())),
            attribute("strides", square(window.stride())));
    List<Long> perChannel = List.of((long) thresholds.size(), 1L, 1L);
    return new Value(
        threshold(dot, thresholds.values(), perChannel), window.output(weights.rows()), false);
  }

  /** Conv itself can only pad with 0, which no binary map holds. */
  private String pad(Window window, String map, int padValue) {
    if (window.padding() == Padding.NONE || window.kernel() == 1) {
      return map;
    }
    long before = window.before();
    long after = window.kernel() - 1 - before;
    String pads = graph.longs(name("pads"), List.of(0L, 0L, before, before, 0L, 0L, after, after));
    String value = graph.floats(name("pad-value"), List.of(), i -> padValue);
    return graph.node(name("pad"), "Pad", List.of(map, pads, value));
  }

  /**
   * +1 where {@code value >= threshold}, −1 elsewhere. ONNX's Sign is no substitute: it makes 0 of
   * 0.
   */
  private String threshold(String value, IntVector thresholds, List<Long> shape) {
    String limits = vector("thresholds", thresholds, shape);
    String reached = graph.node(name("compare"), "GreaterOrEqual", List.of(value, limits));
    return graph.node(name("threshold"), "Where", List.of(reached, PLUS_ONE, MINUS_ONE));
  }

  /** The input as (batch, channels, height, width) of the given shape. */
  private String asMap(Shape shape) {
    boolean already = !input.flat() && input.shape().equals(shape);
    return already ? input.name() : reshape("map", input.name(), shape);
  }

  private String reshape(String name, String value, Shape shape) {
    List<Long> sides = new ArrayList<>(List.of(0L)); // 0 keeps the batch
    sides.addAll(OnnxGraph.sides(shape));
    String target = graph.longs(name(name + "-shape"), sides);
    return graph.node(name(name), "Reshape", List.of(value, target));
  }

  private String vector(String name, IntVector values, List<Long> shape) {
    return graph.floats(name(name), shape, values::get);
  }

  private String name(String part) {
    return layerName + "/" + part;
  }

  private static List<Long> square(long side) {
    return List.of(side, side);
  }

  private long largestInteger() {
    return Math.max(Math.abs(encoding.minimum()), Math.abs(encoding.maximum()));
  }

  /**
   * Refuses a layer whose numbers float32 might round.
   *
   * @param largestSum bound of every sum of some of the products, so that any order of adding is
   *     exact
   * @param added what sums are compared with or increased by
   */
  private void checkExact(long largestSum, IntVector added) {
    long largest = largestSum + added.stream().mapToLong(v -> Math.abs((long) v)).max().orElse(0);
    if (largest >= EXACT) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: numbers up to %d are not exact in float32 (limit 2^23)",
              layerName,
              largest));
    }
  }
}
