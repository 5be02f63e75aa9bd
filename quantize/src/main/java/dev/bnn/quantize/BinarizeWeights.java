package dev.bnn.quantize;

/** Latent float weights become signs: {@code w >= 0 → +1}, otherwise −1. */
public final class BinarizeWeights {
  private BinarizeWeights() {}

  /**
   * The signs of a row-major matrix.
   *
   * @param latent (rows, columns); NaN is refused
   */
  public static BitMatrix apply(float[] latent, int rows, int columns) {
    for (int i = 0; i < latent.length; i++) {
      Checks.check(!Float.isNaN(latent[i]), "weight %d of row %d is NaN", i % columns, i / columns);
    }
    return BitMatrix.of(rows, columns, (r, c) -> Bipolar.isPositive(latent[r * columns + c]));
  }
}
