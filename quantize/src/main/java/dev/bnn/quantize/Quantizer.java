package dev.bnn.quantize;

/** From a trained network to one of integers only. */
public final class Quantizer {
  private Quantizer() {}

  /**
   * The integer network that decides exactly as the trained one (docs/CONVENTIONS.md, 4).
   *
   * @throws IllegalArgumentException if a batch-norm holds NaN or infinity, an accumulator would
   *     not be exact in float32, or shapes do not chain
   */
  public static BinaryNetwork quantize(TrainedNetwork trained) {
    return FoldBatchNorm.apply(trained);
  }
}
