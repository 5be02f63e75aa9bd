package dev.bnn.export;

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
import dev.bnn.quantize.Scores;
import dev.bnn.quantize.Thresholds;
import java.util.Locale;

/**
 * Lowers one layer of integers, having checked that float32 holds every one of them.
 *
 * @param nodes adds the nodes of the layer
 * @param encoding the input encoding of the network
 */
record LowerLayer(LayerNodes nodes, Encoding encoding) implements Layer.Visitor<Value> {
  /** Integers below this are exact in float32, with a bit to spare. */
  private static final long EXACT = 1 << 23;

  @Override
  public Value visit(InputEncoding layer) {
    return nodes.encode(encoding, layer.outputShape());
  }

  @Override
  public Value visit(InputDense layer) {
    return nodes.dense(
        layer.weights(), reach(layer.thresholds(), layer.weights(), largestInteger()));
  }

  @Override
  public Value visit(BinaryDense layer) {
    return nodes.dense(layer.weights(), reach(layer.thresholds(), layer.weights(), 1));
  }

  @Override
  public Value visit(InputConv2d layer) {
    // integer encodings have one level, so one value pads all channels
    int padValue = encoding.padValue(layer.window().padding(), 0);
    return nodes.convolve(
        layer.window(),
        layer.weights(),
        padValue,
        reach(layer.thresholds(), layer.weights(), largestInteger()));
  }

  @Override
  public Value visit(BinaryConv2d layer) {
    int padValue = layer.window().padding().value();
    return nodes.convolve(
        layer.window(), layer.weights(), padValue, reach(layer.thresholds(), layer.weights(), 1));
  }

  @Override
  public Value visit(MaxPool layer) {
    return nodes.pool(layer);
  }

  @Override
  public Value visit(Scores layer) {
    checkExact(layer.weights().columns(), layer.offsets());
    return nodes.scores(layer.weights(), layer.offsets());
  }

  /** The decision {@code sum >= threshold}. */
  private LayerNodes.Decision reach(Thresholds thresholds, BitMatrix weights, long largestInput) {
    checkExact(weights.columns() * largestInput, thresholds.values());
    return (layer, sums, perChannel) ->
        nodes.dialect().threshold(layer, sums, thresholds.values(), perChannel);
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
              nodes.name(),
              largest));
    }
  }
}
