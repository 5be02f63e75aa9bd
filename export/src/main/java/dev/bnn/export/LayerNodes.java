package dev.bnn.export;

import static dev.bnn.export.OnnxGraph.attribute;

import dev.bnn.quantize.BitMatrix;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.MaxPool;
import dev.bnn.quantize.Padding;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.Window;
import java.util.List;

/**
 * Adds the nodes of one layer to a graph.
 *
 * @param graph the graph
 * @param dialect the words for what flavors say differently
 * @param name what the names of its nodes begin with, e.g. {@code layer1}
 * @param input what the layer reads
 */
record LayerNodes(OnnxGraph graph, Dialect dialect, String name, Value input) {
  /** Makes −1 and +1 of a layer's sums. */
  @FunctionalInterface
  interface Decision {
    /**
     * Adds the nodes and returns the name of the decided value.
     *
     * @param layer what names begin with
     * @param sums name of the sums
     * @param perChannel shape of one number per channel, to be broadcast over the sums
     */
    String decide(String layer, String sums, List<Long> perChannel);
  }

  Value encode(Encoding encoding, Shape encoded) {
    return new Value(dialect.encode(name, input.name(), encoding, encoded), encoded, false);
  }

  Value dense(BitMatrix weights, Decision decision) {
    List<Long> perChannel = List.of((long) weights.rows());
    return new Value(
        decision.decide(name, dot(weights), perChannel), Shape.vector(weights.rows()), true);
  }

  Value scores(BitMatrix weights, IntVector offsets) {
    return new Value(
        dialect.scores(name, dot(weights), offsets), Shape.vector(weights.rows()), true);
  }

  /** (batch, n) · (n, outputs). */
  private String dot(BitMatrix weights) {
    String flat =
        input.flat()
            ? input.name()
            : graph.node(name + "/flatten", "Flatten", List.of(input.name()), attribute("axis", 1));
    int outputs = weights.rows();
    String transposed =
        dialect.weights(
            name,
            List.of((long) weights.columns(), (long) outputs),
            i -> weights.sign(i % outputs, i / outputs));
    return graph.node(name + "/dot", "MatMul", List.of(flat, transposed));
  }

  /** Convolution; {@code padValue} stands outside the map. */
  Value convolve(Window window, BitMatrix weights, int padValue, Decision decision) {
    String map = pad(window, asMap(window.input()), padValue);
    String kernels =
        dialect.weights(
            name,
            List.of(
                (long) weights.rows(),
                (long) window.input().channels(),
                (long) window.kernel(),
                (long) window.kernel()),
            i -> weights.sign(i / weights.columns(), i % weights.columns()));
    String dot =
        graph.node(
            name + "/dot",
            "Conv",
            List.of(map, kernels),
            attribute("kernel_shape", square(window.kernel())),
            attribute("strides", square(window.stride())));
    List<Long> perChannel = List.of((long) weights.rows(), 1L, 1L);
    return new Value(decision.decide(name, dot, perChannel), window.output(weights.rows()), false);
  }

  /** Conv itself can only pad with 0, which no binary map holds. */
  private String pad(Window window, String map, int padValue) {
    if (window.padding() == Padding.NONE || window.kernel() == 1) {
      return map;
    }
    long before = window.before();
    long after = window.kernel() - 1 - before;
    String pads =
        graph.longs(name + "/pads", List.of(0L, 0L, before, before, 0L, 0L, after, after));
    String value = graph.floats(name + "/pad-value", List.of(), i -> padValue);
    return graph.node(name + "/pad", "Pad", List.of(map, pads, value));
  }

  /**
   * OR is the maximum. AND is the maximum with the sign turned before and after, and a factor of +1
   * or −1 per channel lets both stand side by side.
   */
  Value pool(MaxPool layer) {
    String map = asMap(layer.inputShape());
    boolean turns = layer.poolings().contains(MaxPool.Pooling.AND);
    String pooled;
    if (turns) {
      String signs =
          graph.floats(
              name + "/signs",
              List.of((long) layer.poolings().size(), 1L, 1L),
              c -> layer.poolings().get(c) == MaxPool.Pooling.OR ? 1 : -1);
      String turned = graph.node(name + "/turn", "Mul", List.of(map, signs));
      pooled = graph.node(name + "/turn-back", "Mul", List.of(maxPool(layer, turned), signs));
    } else {
      pooled = maxPool(layer, map);
    }
    return new Value(pooled, layer.outputShape(), false);
  }

  private String maxPool(MaxPool layer, String map) {
    return graph.node(
        name + "/pool",
        "MaxPool",
        List.of(map),
        attribute("kernel_shape", square(layer.size())),
        attribute("strides", square(layer.stride())));
  }

  /** The input as (batch, channels, height, width) of the given shape. */
  private String asMap(Shape shape) {
    boolean already = !input.flat() && input.shape().equals(shape);
    return already ? input.name() : graph.reshape(name + "/map", input.name(), shape);
  }

  private static List<Long> square(long side) {
    return List.of(side, side);
  }
}
