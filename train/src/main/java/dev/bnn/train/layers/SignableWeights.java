package dev.bnn.train.layers;

/** The configuration of a layer that multiplies by its weights or by their signs. */
public interface SignableWeights {
  /** Whether it multiplies by signs. */
  boolean isBinary();

  /** Takes effect with the next forward pass. */
  void setBinary(boolean binary);
}
