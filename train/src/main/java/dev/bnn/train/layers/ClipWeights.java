package dev.bnn.train.layers;

import java.util.Set;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.params.DefaultParamInitializer;

/**
 * Clips latent weights to [−1, 1] after every update (BinaryNet, arXiv 1602.02830, algorithm 1):
 * beyond it they would grow without changing their sign, and never come back.
 *
 * <p>Implements {@link LayerConstraint} itself, because DL4J's {@code BaseConstraint} applies every
 * constraint twice.
 */
public final class ClipWeights implements LayerConstraint {
  private static final Set<String> WEIGHTS = Set.of(DefaultParamInitializer.WEIGHT_KEY);

  @Override
  public void applyConstraint(Layer layer, int iteration, int epoch) {
    var weights = layer.getParam(DefaultParamInitializer.WEIGHT_KEY);
    float[] values = HeapCopies.read(weights);
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.max(-1f, Math.min(1f, values[i]));
    }
    HeapCopies.write(values, weights);
  }

  @Override
  public Set<String> getParams() {
    return WEIGHTS;
  }

  /** Nothing to set: it is the weights that are clipped. DL4J calls this when it builds a layer. */
  @Override
  public void setParams(Set<String> params) {}

  @Override
  public ClipWeights clone() {
    return this; // without state
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ClipWeights;
  }

  @Override
  public int hashCode() {
    return ClipWeights.class.hashCode();
  }
}
