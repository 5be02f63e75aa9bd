package dev.bnn.train;

import dev.bnn.train.RandomNumbers.Use;
import dev.bnn.train.layers.CosineSchedule;
import dev.bnn.train.layers.FusedDense;
import dev.bnn.train.layers.FusedNorm;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * An architecture becomes a DL4J network: for block b, layer 2b is dense and layer 2b + 1 is
 * batch-norm with sign or ReLU; then the dense layer of the scores, then softmax cross-entropy.
 */
final class BuildNetwork {
  /** Half the width of the latent weights' first distribution: small, so that signs can change. */
  private static final double LATENT = 0.1;

  private BuildNetwork() {}

  static MultiLayerNetwork apply(
      Architecture architecture, TrainOptions options, CosineSchedule schedule) {
    boolean binary = options.mode() == Mode.BINARY;
    // the seed decides nothing, weights are set below; but DL4J would write the time in its place
    var list =
        new NeuralNetConfiguration.Builder()
            .seed(options.seed())
            .updater(new Adam(schedule))
            .list();
    int inputs = architecture.inputs();
    for (Block block : architecture.blocks()) {
      int neurons = ((Block.Dense) block).neurons();
      list.layer(FusedDense.of(inputs, neurons, binary, 1));
      list.layer(FusedNorm.of(neurons, binary));
      inputs = neurons;
    }
    list.layer(
        FusedDense.of(inputs, architecture.classes(), binary, binary ? scoreScale(inputs) : 1));
    list.layer(new LossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build());
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    initializeWeights(network, architecture.blocks().size(), binary, options.seed());
    return network;
  }

  /** Position of the layer that gives the scores. */
  static int scoresLayer(Architecture architecture) {
    return 2 * architecture.blocks().size();
  }

  /**
   * What an integer score is multiplied by before softmax: about {@code 1/sqrt(inputs)}, which
   * makes scores of random weights of size 1; a power of two, so that no rounding takes place.
   */
  static double scoreScale(int inputs) {
    return Math.scalb(1.0, -Math.getExponent((double) inputs) / 2);
  }

  private static void initializeWeights(
      MultiLayerNetwork network, int blocks, boolean binary, long seed) {
    for (int dense = 0; dense <= blocks; dense++) {
      var layer = network.getLayer(2 * dense);
      var shape = (FusedDense) layer.conf().getLayer();
      // He et al. 2015 (arXiv 1502.01852) for ReLU; the last layer has none behind it
      double gain = dense == blocks ? 3 : 6;
      double bound = binary ? LATENT : Math.sqrt(gain / shape.getNIn());
      SplittableRandom random = RandomNumbers.of(seed, Use.WEIGHTS, dense);
      float[] weights = new float[Math.toIntExact(shape.getNIn() * shape.getNOut())];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = (float) ((2 * random.nextDouble() - 1) * bound);
      }
      FusedDense.setLatentWeights(layer, weights);
    }
  }
}
