package dev.bnn.train.layers;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What a layer multiplies by: {@code scale · sign(W)}, or {@code scale · W} in a float network. */
final class SignedWeights {
  private final float scale;
  private INDArray factors;

  SignedWeights(double scale) {
    this.scale = (float) scale;
  }

  /**
   * The factors of the latent weights as they are now; the array is reused by the next call.
   *
   * @param latent (inputs, outputs), column by column
   * @param binary whether signs are wanted
   */
  INDArray of(INDArray latent, boolean binary) {
    if (!binary && scale == 1) {
      return latent;
    }
    if (factors == null) {
      factors =
          Nd4j.createUninitializedDetached(latent.dataType(), latent.ordering(), latent.shape());
    }
    copy(latent, binary, factors);
    return factors;
  }

  /** Writes the factors into an array in whose memory they have the same order. */
  void copy(INDArray latent, boolean binary, INDArray factors) {
    float[] values = HeapCopies.read(latent);
    if (binary) {
      Signs.sign(values, 0, values.length);
    }
    if (scale != 1) {
      for (int i = 0; i < values.length; i++) {
        values[i] *= scale;
      }
    }
    HeapCopies.write(values, factors);
  }
}
