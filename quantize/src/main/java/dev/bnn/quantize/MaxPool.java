package dev.bnn.quantize;

import static dev.bnn.quantize.Checks.check;

import java.util.List;

/**
 * Pooling of binary maps without padding: rows and columns that no full window covers are dropped.
 *
 * @param input shape of the maps
 * @param size side of the window
 * @param stride step of the window
 * @param poolings (channels) OR for a maximum; AND where an imported network pooled before a
 *     falling threshold (docs/CONVENTIONS.md, 5)
 */
public record MaxPool(Shape input, int size, int stride, List<Pooling> poolings) implements Layer {
  /** How the ±1 values of one window become one. */
  public enum Pooling {
    /** +1 if any value is +1. */
    OR,
    /** +1 if all values are +1. */
    AND
  }

  public MaxPool {
    poolings = List.copyOf(poolings);
    check(size >= 1 && stride >= 1, "pool size %d, stride %d: at least 1", size, stride);
    check(
        size <= input.height() && size <= input.width(),
        "a %d×%d pool does not fit into %s",
        size,
        size,
        input);
    check(
        poolings.size() == input.channels(),
        "%d poolings for %d channels",
        poolings.size(),
        input.channels());
  }

  @Override
  public Shape inputShape() {
    return input;
  }

  @Override
  public Shape outputShape() {
    return new Shape(
        input.channels(),
        (input.height() - size) / stride + 1,
        (input.width() - size) / stride + 1);
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.visit(this);
  }
}
