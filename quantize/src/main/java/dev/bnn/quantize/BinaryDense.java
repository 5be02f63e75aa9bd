package dev.bnn.quantize;

import static dev.bnn.quantize.Checks.check;

/**
 * Fully connected layer on ±1 inputs: {@code out[o] = +1 if Σ w[o][i]·x[i] >= threshold[o]}.
 *
 * @param weights (outputs, inputs), bit 1 is +1; inputs in (channels, height, width) order
 * @param thresholds (outputs)
 */
public record BinaryDense(BitMatrix weights, Thresholds thresholds) implements Layer {
  public BinaryDense {
    check(
        thresholds.size() == weights.rows(),
        "%d thresholds for %d outputs",
        thresholds.size(),
        weights.rows());
  }

  @Override
  public Shape inputShape() {
    return Shape.vector(weights.columns());
  }

  @Override
  public Shape outputShape() {
    return Shape.vector(weights.rows());
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.visit(this);
  }
}
