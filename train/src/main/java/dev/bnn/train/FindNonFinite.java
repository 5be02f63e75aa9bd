package dev.bnn.train;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Finds the layer in which a network first holds, or computes, NaN or an infinity. */
final class FindNonFinite {
  private FindNonFinite() {}

  /** In words: the first layer with such a parameter, or else the first with such an output. */
  static String describe(TrainedModel model, INDArray features) {
    List<String> names = HealthCheck.names(model.architecture());
    Layer[] layers = model.network().getLayers();
    for (int i = 0; i < layers.length; i++) {
      for (Map.Entry<String, INDArray> parameter : layers[i].paramTable().entrySet()) {
        if (!isFinite(parameter.getValue())) {
          return "first in parameter %s of layer '%s'"
              .formatted(parameter.getKey(), name(names, i));
        }
      }
    }
    List<INDArray> outputs = model.network().feedForward(features, false);
    for (int i = 1; i < outputs.size(); i++) {
      if (!isFinite(outputs.get(i))) {
        return "first in what layer '%s' computes".formatted(name(names, i - 1));
      }
    }
    return "all layers are finite, only the loss is not";
  }

  /** Weights and the batch-norm behind them are one layer to people. */
  private static String name(List<String> names, int layer) {
    return names.get(Math.min(layer / 2, names.size() - 1));
  }

  private static boolean isFinite(INDArray array) {
    for (float value : array.dup('c').data().asFloat()) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }
}
