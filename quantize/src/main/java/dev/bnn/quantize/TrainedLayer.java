package dev.bnn.quantize;

import static dev.bnn.quantize.Checks.check;

/** A block of a trained network: signs of the weights, and float batch-norm before the sign. */
public sealed interface TrainedLayer {
  /**
   * Dense layer, batch-norm, sign.
   *
   * @param weights (outputs, inputs), bit 1 is +1; inputs in (channels, height, width) order
   * @param norm (outputs)
   */
  record Dense(BitMatrix weights, BatchNorm norm) implements TrainedLayer {
    public Dense {
      checkChannels(weights, norm);
    }
  }

  /**
   * Convolution, batch-norm, sign.
   *
   * @param window geometry
   * @param weights (output channels, input channels · kernel · kernel), bit 1 is +1
   * @param norm (output channels)
   */
  record Conv2d(Window window, BitMatrix weights, BatchNorm norm) implements TrainedLayer {
    public Conv2d {
      checkChannels(weights, norm);
    }
  }

  /**
   * Max-pool after the sign.
   *
   * @param input shape of the maps
   * @param size side of the window
   * @param stride step of the window
   */
  record Pool(Shape input, int size, int stride) implements TrainedLayer {}

  /**
   * The last layer, without batch-norm: one positive scale for all scores does not change the
   * answer and is left out.
   *
   * @param weights (classes, inputs), bit 1 is +1
   */
  record LastDense(BitMatrix weights) implements TrainedLayer {}

  private static void checkChannels(BitMatrix weights, BatchNorm norm) {
    check(
        weights.rows() == norm.channels(),
        "%d batch-norm channels for %d outputs",
        norm.channels(),
        weights.rows());
  }
}
