package dev.bnn.quantize.exec;

import dev.bnn.quantize.BitMatrix;
import dev.bnn.quantize.Thresholds;

/** The fastest neurons for this Java: those of the Vector API where its module was added. */
final class ChooseNeurons {
  private static final boolean HAS_VECTORS =
      ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

  private ChooseNeurons() {}

  /** Neurons on ±1 inputs. */
  static Neurons onBits(BitMatrix weights, Thresholds thresholds, int taps) {
    return HAS_VECTORS
        ? new VectorNeurons(weights, thresholds, taps)
        : new BinaryNeurons(weights, thresholds, taps);
  }
}
