package dev.bnn.quantize;

import static dev.bnn.quantize.Checks.check;

/**
 * Convolution of ±1 inputs, thresholded; padding cells hold −1 or +1.
 *
 * @param window geometry of the convolution
 * @param weights (output channels, input channels · kernel · kernel), bit 1 is +1
 * @param thresholds (output channels)
 */
public record BinaryConv2d(Window window, BitMatrix weights, Thresholds thresholds)
    implements Layer {
  public BinaryConv2d {
    check(
        weights.columns() == window.size(),
        "%d weights a channel for a window of %d values",
        weights.columns(),
        window.size());
    check(
        thresholds.size() == weights.rows(),
        "%d thresholds for %d output channels",
        thresholds.size(),
        weights.rows());
  }

  @Override
  public Shape inputShape() {
    return window.input();
  }

  @Override
  public Shape outputShape() {
    return window.output(weights.rows());
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.visit(this);
  }
}
