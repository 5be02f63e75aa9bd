package dev.bnn.quantize;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Every threshold becomes canonical: {@code d >= 4} with d odd → {@code d >= 5}; below the range →
 * the minimum (always +1); above → maximum + step (never).
 */
public final class ClampThresholds {
  private ClampThresholds() {}

  /** The same network with canonical thresholds: same answers for every input. */
  public static BinaryNetwork apply(BinaryNetwork network) {
    List<Layer> layers =
        network.layers().stream().map(l -> l.accept(CLAMP)).collect(Collectors.toList());
    return new BinaryNetwork(network.name(), layers, network.classes(), network.provenance());
  }

  private static Thresholds clamp(Thresholds thresholds) {
    return new Thresholds(
        IntVector.generate(thresholds.size(), thresholds::canonical),
        thresholds.minimum(),
        thresholds.maximum(),
        thresholds.step());
  }

  private static final Layer.Visitor<Layer> CLAMP =
      new Layer.Visitor<>() {
        @Override
        public Layer visit(InputEncoding layer) {
          return layer;
        }

        @Override
        public Layer visit(InputDense layer) {
          return new InputDense(layer.weights(), clamp(layer.thresholds()));
        }

        @Override
        public Layer visit(InputConv2d layer) {
          return new InputConv2d(layer.window(), layer.weights(), clamp(layer.thresholds()));
        }

        @Override
        public Layer visit(BinaryDense layer) {
          return new BinaryDense(layer.weights(), clamp(layer.thresholds()));
        }

        @Override
        public Layer visit(BinaryConv2d layer) {
          return new BinaryConv2d(layer.window(), layer.weights(), clamp(layer.thresholds()));
        }

        @Override
        public Layer visit(MaxPool layer) {
          return layer;
        }

        @Override
        public Layer visit(Scores layer) {
          return layer;
        }
      };
}
