package dev.bnn.train;

import dev.bnn.quantize.Bipolar;
import dev.bnn.train.layers.LatentWeights;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Measures {@link LayerHealth} of every layer with weights, epoch by epoch. */
final class HealthCheck {
  private final Architecture architecture;
  private final MultiLayerNetwork network;
  private List<float[]> before = new ArrayList<>(); // latent weights when the epoch began
  private List<ConstantChannels> constants = new ArrayList<>();

  HealthCheck(Architecture architecture, MultiLayerNetwork network) {
    this.architecture = architecture;
    this.network = network;
  }

  void beginEpoch() {
    before = latentWeights();
  }

  /** The latent weights of all layers when the epoch began, one after the other. */
  float[] epochStart() {
    int length = before.stream().mapToInt(weights -> weights.length).sum();
    float[] all = new float[length];
    int next = 0;
    for (float[] weights : before) {
      System.arraycopy(weights, 0, all, next, weights.length);
      next += weights.length;
    }
    return all;
  }

  /** Goes on in an epoch that began with {@link #epochStart}. */
  void continueEpoch(float[] epochStart) {
    beginEpoch(); // for the lengths
    int next = 0;
    for (float[] weights : before) {
      System.arraycopy(epochStart, next, weights, 0, weights.length);
      next += weights.length;
    }
  }

  /** Looks at input and outputs of all layers in a forward pass over validation images. */
  void observe(List<INDArray> activations) {
    for (int layer = 0; layer < constants.size(); layer++) {
      if (constants.get(layer).needsMore()) {
        INDArray outputs = activations.get(2 * layer + 2); // behind batch-norm and pool
        constants
            .get(layer)
            .add(
                outputs.dup('c').data().asFloat(),
                Math.toIntExact(outputs.size(outputs.rank() - 1)));
      }
    }
  }

  void beginValidation() {
    constants = new ArrayList<>();
    for (int layer = 0; layer < names().size() - 1; layer++) {
      constants.add(new ConstantChannels());
    }
  }

  /** After an epoch and its validation. */
  List<LayerHealth> endEpoch() {
    List<LayerHealth> health = new ArrayList<>();
    List<float[]> after = latentWeights();
    List<String> names = names();
    for (int layer = 0; layer < after.size(); layer++) {
      float[] old = before.get(layer);
      float[] now = after.get(layer);
      int flips = 0;
      int saturated = 0;
      for (int i = 0; i < now.length; i++) {
        flips += Bipolar.isPositive(old[i]) != Bipolar.isPositive(now[i]) ? 1 : 0;
        saturated += Math.abs(now[i]) >= 1 ? 1 : 0;
      }
      String name = names.get(layer);
      health.add(
          new LayerHealth(
              name,
              (double) flips / now.length,
              (double) saturated / now.length,
              layer < constants.size() ? constants.get(layer).count() : 0,
              Integer.parseInt(name.substring(name.lastIndexOf(' ') + 1))));
    }
    return health;
  }

  private List<float[]> latentWeights() {
    List<float[]> weights = new ArrayList<>();
    for (int layer = 0; layer < names().size(); layer++) {
      weights.add(LatentWeights.read(network.getLayer(2 * layer)));
    }
    return weights;
  }

  private List<String> names() {
    return names(architecture);
  }

  /** {@code 1 conv 64}: numbers count blocks, pools too; the last is the layer of the scores. */
  static List<String> names(Architecture architecture) {
    List<String> names = new ArrayList<>();
    List<PlacedBlock> blocks = architecture.blocks();
    for (int i = 0; i < blocks.size(); i++) {
      Block block = blocks.get(i).block();
      if (block instanceof Block.Conv conv) {
        names.add((i + 1) + " conv " + conv.channels());
      } else if (block instanceof Block.Dense dense) {
        names.add((i + 1) + " dense " + dense.neurons());
      }
    }
    names.add((blocks.size() + 1) + " scores " + architecture.classes());
    return names;
  }
}
