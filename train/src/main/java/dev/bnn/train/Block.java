package dev.bnn.train;

import static dev.bnn.train.Checks.check;

/**
 * A hidden block of an {@link Architecture}: weights, batch-norm, sign (ReLU in the float twin).
 */
public sealed interface Block {
  /**
   * Fully connected.
   *
   * @param neurons number of outputs, 1…65536
   */
  record Dense(int neurons) implements Block {
    public Dense {
      check(neurons >= 1 && neurons <= 65536, "%d neurons: must be 1…65536", neurons);
    }
  }
}
