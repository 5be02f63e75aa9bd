package dev.bnn.train.layers;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;

/**
 * The latent weights of a {@link FusedDense} or {@link FusedConv}, (outputs, inputs) row by row;
 * the inputs of a convolution are (kernel rows, kernel columns, channels).
 */
public final class LatentWeights {
  private LatentWeights() {}

  /** A copy. */
  public static float[] read(Layer layer) {
    return HeapCopies.read(layer.getParam(DefaultParamInitializer.WEIGHT_KEY));
  }

  /** Replaces them. */
  public static void write(Layer layer, float[] weights) {
    HeapCopies.write(weights, layer.getParam(DefaultParamInitializer.WEIGHT_KEY));
  }
}
