package dev.bnn.train.layers;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What a layer multiplies by: {@code scale · sign(W)}, or {@code scale · W} in a float network. */
final class SignedWeights {
  private final boolean binary;
  private final float scale;
  private INDArray factors;

  SignedWeights(boolean binary, double scale) {
    this.binary = binary;
    this.scale = (float) scale;
  }

  /**
   * The factors of the latent weights as they are now; the array is reused by the next call.
   *
   * @param latent (inputs, outputs), column by column
   */
  INDArray of(INDArray latent) {
    if (!binary && scale == 1) {
      return latent;
    }
    if (factors == null) {
      factors =
          Nd4j.createUninitializedDetached(latent.dataType(), latent.ordering(), latent.shape());
    }
    copy(latent, factors);
    return factors;
  }

  /** Writes the factors into an array in whose memory they have the same order. */
  void copy(INDArray latent, INDArray factors) {
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
