package dev.bnn.quantize;

import static dev.bnn.quantize.Checks.check;

import java.util.List;

/**
 * What training hands over: signs of the weights and float batch-norms, as plain numbers.
 *
 * @param name name of the architecture, e.g. {@code tfc}
 * @param image shape of an input image, one byte a value
 * @param encoding how bytes enter the network
 * @param layers the blocks in order; the last one and no other is {@link TrainedLayer.LastDense}
 * @param classes names of the classes
 * @param provenance where it comes from
 */
public record TrainedNetwork(
    String name,
    Shape image,
    Encoding encoding,
    List<TrainedLayer> layers,
    List<String> classes,
    Provenance provenance) {
  public TrainedNetwork {
    layers = List.copyOf(layers);
    classes = List.copyOf(classes);
    check(!layers.isEmpty(), "a trained network needs at least one layer");
    for (int i = 0; i < layers.size(); i++) {
      check(
          layers.get(i) instanceof TrainedLayer.LastDense == (i == layers.size() - 1),
          "layer %d of %d: the layer without batch-norm must be the last, and only that",
          i + 1,
          layers.size());
    }
  }
}
