package dev.bnn.export;

import static ai.onnx.proto.OnnxMl.TensorProto.DataType.FLOAT;

import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Layer;

/** Walks through a network and adds the nodes of each layer to a graph. */
final class LowerNetwork {
  private LowerNetwork() {}

  /** How a layer becomes nodes. */
  @FunctionalInterface
  interface LayerLowering {
    /**
     * Adds the layer's nodes and returns what it gives.
     *
     * @param position of the layer in the network
     */
    Value lower(int position, LayerNodes nodes);
  }

  /**
   * Adds all layers, named encode, layer1, layer2, … scores, and states the shapes between them.
   *
   * @param image name of the graph's input
   */
  static void apply(
      BinaryNetwork network, OnnxGraph graph, Dialect dialect, String image, LayerLowering layers) {
    Value value = new Value(image, network.input().image(), false);
    int last = network.layers().size() - 1;
    for (int i = 0; i <= last; i++) {
      String name = i == 0 ? "encode" : i == last ? "scores" : "layer" + i;
      value = layers.lower(i, new LayerNodes(graph, dialect, name, value));
      if (i < last && !value.name().equals(image)) {
        graph.describe(value.name(), FLOAT, value.sides());
      }
    }
  }

  /** Each layer as it is. */
  static LayerLowering layersOf(BinaryNetwork network) {
    return (position, nodes) -> {
      Layer layer = network.layers().get(position);
      return layer.accept(new LowerLayer(nodes, network.input().encoding()));
    };
  }
}
