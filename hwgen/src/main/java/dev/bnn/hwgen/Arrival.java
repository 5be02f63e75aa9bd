package dev.bnn.hwgen;

import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.InputEncoding;

/**
 * What arrives.
 *
 * @param values values of an input frame, as the host sends them
 * @param sent bits of one that the host sends
 * @param expansion values the first layer sees for each of them
 * @param width bits of one that the first layer sees
 */
record Arrival(int values, int sent, int expansion, int width) {
  static Arrival of(BinaryNetwork network, StreamKind stream) {
    InputEncoding layer = network.input();
    Encoding encoding = layer.encoding();
    if (stream == StreamKind.BYTES) {
      return new Arrival(
          layer.image().size(), 8, encoding.levels(), PlanHardware.formatOf(encoding).width());
    }
    if (!encoding.isBipolar()) {
      throw new IllegalArgumentException(
          "the stream can carry bits only for a binary or thermometer input, not for "
              + encoding.name());
    }
    return new Arrival(layer.outputShape().size(), 1, 1, 1);
  }
}
