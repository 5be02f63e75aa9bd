package dev.bnn.quantize;

import static dev.bnn.quantize.Checks.check;

/**
 * The last layer: {@code score[k] = Σ w[k][i]·x[i] + offset[k]}; the answer is the class of the
 * highest score, ties go to the lowest index (docs/CONVENTIONS.md, 8).
 *
 * @param weights (classes, inputs), bit 1 is +1
 * @param offsets (classes)
 */
public record Scores(BitMatrix weights, IntVector offsets) implements Layer {
  public Scores {
    check(
        offsets.size() == weights.rows(),
        "%d offsets for %d classes",
        offsets.size(),
        weights.rows());
    check(
        offsets.stream().allMatch(o -> Math.abs((long) o) < 1 << 24),
        "offsets must be within ±2^24");
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
