package dev.bnn.export.weights;

import dev.bnn.quantize.BinaryConv2d;
import dev.bnn.quantize.BinaryDense;
import dev.bnn.quantize.BinaryNetwork;
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
import dev.bnn.quantize.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * The arrays that a layer is made of.
 *
 * @param position of the layer in the network
 */
record LayerArrays(int position) implements Layer.Visitor<List<WeightArray>> {

  /** The arrays of each layer, in order. */
  static List<List<WeightArray>> of(BinaryNetwork network) {
    List<List<WeightArray>> arrays = new ArrayList<>();
    for (int i = 0; i < network.layers().size(); i++) {
      arrays.add(network.layers().get(i).accept(new LayerArrays(i)));
    }
    return arrays;
  }

  /** What each level makes of each byte: every encoding is a table. */
  @Override
  public List<WeightArray> visit(InputEncoding layer) {
    Encoding encoding = layer.encoding();
    return List.of(
        new WeightArray(
            position,
            "table",
            List.of(encoding.levels(), 256),
            List.of("level", "byte"),
            encoding.levels(),
            256,
            false,
            (level, pixel) -> encoding.encode(pixel, level)));
  }

  @Override
  public List<WeightArray> visit(InputDense layer) {
    return dense(layer.weights(), layer.thresholds());
  }

  @Override
  public List<WeightArray> visit(InputConv2d layer) {
    return conv(layer.window(), layer.weights(), layer.thresholds());
  }

  @Override
  public List<WeightArray> visit(BinaryDense layer) {
    return dense(layer.weights(), layer.thresholds());
  }

  @Override
  public List<WeightArray> visit(BinaryConv2d layer) {
    return conv(layer.window(), layer.weights(), layer.thresholds());
  }

  /** +1 where a channel is pooled by OR, −1 where by AND. */
  @Override
  public List<WeightArray> visit(MaxPool layer) {
    List<MaxPool.Pooling> poolings = layer.poolings();
    IntVector signs =
        IntVector.generate(poolings.size(), c -> poolings.get(c) == MaxPool.Pooling.OR ? 1 : -1);
    return List.of(WeightArray.vector(position, "poolings", signs, "channel", true));
  }

  @Override
  public List<WeightArray> visit(Scores layer) {
    return List.of(
        WeightArray.weights(
            position,
            layer.weights(),
            List.of(layer.weights().columns()),
            List.of("class", "input")),
        WeightArray.vector(position, "offsets", layer.offsets(), "class", false));
  }

  private List<WeightArray> dense(BitMatrix weights, Thresholds thresholds) {
    return List.of(
        WeightArray.weights(
            position, weights, List.of(weights.columns()), List.of("output", "input")),
        thresholds(thresholds));
  }

  private List<WeightArray> conv(Window window, BitMatrix weights, Thresholds thresholds) {
    return List.of(
        WeightArray.weights(
            position,
            weights,
            List.of(window.input().channels(), window.kernel(), window.kernel()),
            List.of("output", "channel", "kernel row", "kernel column")),
        thresholds(thresholds));
  }

  private WeightArray thresholds(Thresholds thresholds) {
    return WeightArray.vector(position, "thresholds", thresholds.values(), "output", false);
  }
}
