package dev.bnn.experiments;

import dev.bnn.quantize.BinaryConv2d;
import dev.bnn.quantize.BinaryDense;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.BitMatrix;
import dev.bnn.quantize.InputConv2d;
import dev.bnn.quantize.InputDense;
import dev.bnn.quantize.Layer;
import dev.bnn.quantize.Scores;
import dev.bnn.quantize.Thresholds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A layer of the integer network that has weights.
 *
 * @param name its position, kind and channels: {@code 4 dense 512}
 * @param weights (channels, inputs)
 * @param thresholds per channel; empty for the scores
 */
record WeightedLayer(String name, BitMatrix weights, Optional<Thresholds> thresholds) {

  /** All of a network, in order, the scores last. */
  static List<WeightedLayer> of(BinaryNetwork network) {
    List<WeightedLayer> layers = new ArrayList<>();
    for (int i = 0; i < network.layers().size(); i++) {
      Layer layer = network.layers().get(i);
      if (layer instanceof InputDense dense) {
        layers.add(of(i, "dense", dense.weights(), dense.thresholds()));
      } else if (layer instanceof BinaryDense dense) {
        layers.add(of(i, "dense", dense.weights(), dense.thresholds()));
      } else if (layer instanceof InputConv2d conv) {
        layers.add(of(i, "conv", conv.weights(), conv.thresholds()));
      } else if (layer instanceof BinaryConv2d conv) {
        layers.add(of(i, "conv", conv.weights(), conv.thresholds()));
      } else if (layer instanceof Scores scores) {
        String name = i + " scores " + scores.weights().rows();
        layers.add(new WeightedLayer(name, scores.weights(), Optional.empty()));
      }
    }
    return layers;
  }

  private static WeightedLayer of(
      int position, String kind, BitMatrix weights, Thresholds thresholds) {
    String name = position + " " + kind + " " + weights.rows();
    return new WeightedLayer(name, weights, Optional.of(thresholds));
  }

  long weightCount() {
    return (long) weights.rows() * weights.columns();
  }

  /** Share of the weights that are +1. */
  double shareOfOnes() {
    long ones = 0;
    for (int row = 0; row < weights.rows(); row++) {
      ones += weights.countOnes(row);
    }
    return (double) ones / weightCount();
  }
}
