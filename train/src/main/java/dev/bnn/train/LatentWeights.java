package dev.bnn.train;

import dev.bnn.quantize.FloatVector;
import dev.bnn.train.layers.FusedDense;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;

/** The weights behind the signs, as the trainer keeps them. */
public final class LatentWeights {
  private LatentWeights() {}

  /**
   * The weights of every layer that has some, in order, the scores last: clipped to −1…1 in a
   * binary network, free in a float one.
   */
  public static List<FloatVector> of(TrainedModel model) {
    List<FloatVector> weights = new ArrayList<>();
    for (Layer layer : model.network().getLayers()) {
      if (layer.paramTable().containsKey(DefaultParamInitializer.WEIGHT_KEY)) {
        weights.add(FloatVector.of(FusedDense.latentWeights(layer)));
      }
    }
    return weights;
  }
}
