package dev.bnn.quantize;

import java.util.List;
import java.util.Optional;

/** What must hold between the passes, beyond what the types already guarantee. */
final class CheckNetwork {
  private CheckNetwork() {}

  /** Throws {@link IllegalStateException} naming the pass after which the network is wrong. */
  static void after(String pass, BinaryNetwork network) {
    List<Layer> layers = network.layers();
    for (int i = 0; i < layers.size(); i++) {
      Optional<Thresholds> thresholds = thresholdsOf(layers.get(i));
      if (thresholds.isPresent() && !thresholds.get().isCanonical()) {
        throw new IllegalStateException(
            "pass '" + pass + "' left a threshold of layer " + i + " that no input can meet");
      }
    }
  }

  /** The thresholds of a layer that has some. */
  static Optional<Thresholds> thresholdsOf(Layer layer) {
    if (layer instanceof InputDense dense) {
      return Optional.of(dense.thresholds());
    } else if (layer instanceof BinaryDense dense) {
      return Optional.of(dense.thresholds());
    } else if (layer instanceof InputConv2d conv) {
      return Optional.of(conv.thresholds());
    } else if (layer instanceof BinaryConv2d conv) {
      return Optional.of(conv.thresholds());
    }
    return Optional.empty();
  }
}
