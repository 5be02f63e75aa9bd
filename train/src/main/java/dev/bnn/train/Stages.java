package dev.bnn.train;

import dev.bnn.train.layers.SignableWeights;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * The two stages of a training, if it has two: real weights behind signs first, binary weights from
 * there (Bulat et al. 2019, arXiv 1904.05868; Martinez et al. 2020, arXiv 2003.11535). Weights stay
 * within [−1, 1] in both, the learning rate begins anew, the optimizer goes on.
 */
final class Stages {
  private Stages() {}

  /** Epochs of the first stage: half of all, rounded down; 0 if there is one stage only. */
  static int firstEpochs(TrainOptions options) {
    return options.twoStage() ? options.epochs() / 2 : 0;
  }

  /** Whether what an epoch gives may be chosen: a network with real weights may not. */
  static boolean mayBeChosen(TrainOptions options, int epoch) {
    return epoch > firstEpochs(options);
  }

  /** Makes the weights of a network binary or real, as they are in an epoch, from 1. */
  static void prepare(MultiLayerNetwork network, TrainOptions options, int epoch) {
    boolean binary = options.mode() == Mode.BINARY && mayBeChosen(options, epoch);
    for (Layer layer : network.getLayers()) {
      if (layer.conf().getLayer() instanceof SignableWeights weights) {
        weights.setBinary(binary);
      }
    }
  }
}
