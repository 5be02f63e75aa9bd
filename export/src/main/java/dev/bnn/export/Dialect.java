package dev.bnn.export;

import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.IntVector;
import dev.bnn.quantize.Shape;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * How a flavor of ONNX says what a binary network needs. Names of nodes begin with {@code layer}
 * and a slash; every method returns the name of a value.
 */
interface Dialect {
  /**
   * The image as the network's input: every byte encoded.
   *
   * @param image name of the graph's input
   * @param encoded shape behind the encoding
   */
  String encode(String layer, String image, Encoding encoding, Shape encoded);

  /**
   * Weights −1 and +1, stored small.
   *
   * @param sign weight at a place in row-major order of {@code shape}
   */
  String weights(String layer, List<Long> shape, IntToDoubleFunction sign);

  /**
   * +1 where {@code value >= threshold}, −1 elsewhere.
   *
   * @param shape of the thresholds, broadcast over the value
   */
  String threshold(String layer, String value, IntVector thresholds, List<Long> shape);

  /**
   * Adds the offsets to the sums of the last layer and declares the graph's outputs.
   *
   * @param sums (batch, classes)
   */
  String scores(String layer, String sums, IntVector offsets);
}
