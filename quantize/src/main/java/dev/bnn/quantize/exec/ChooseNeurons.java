package dev.bnn.quantize.exec;

import dev.bnn.quantize.BitMatrix;
import dev.bnn.quantize.Thresholds;

/**
 * The fastest neurons for this Java; on Java 25 and newer, another version of this class stands in
 * (src/main/java25).
 */
final class ChooseNeurons {
  private ChooseNeurons() {}

  /** Neurons on ±1 inputs. */
  static Neurons onBits(BitMatrix weights, Thresholds thresholds, int taps) {
    return new BinaryNeurons(weights, thresholds, taps);
  }
}
