package dev.bnn.export.weights;

import dev.bnn.quantize.BitMatrix;
import dev.bnn.quantize.IntVector;
import java.util.List;
import java.util.stream.Stream;

/**
 * One array of a layer: its weights, its thresholds and so on.
 *
 * @param layer position of the layer in the network
 * @param role what it holds: weights, thresholds, offsets, poolings or table
 * @param shape its sides, the last runs fastest
 * @param axes what each side counts
 * @param rows lines in the files of text: the first side
 * @param columns numbers in a row: the product of the other sides
 * @param signs whether every number is −1 or +1; otherwise they are 32-bit integers
 * @param numbers the numbers by row and column
 */
record WeightArray(
    int layer,
    String role,
    List<Integer> shape,
    List<String> axes,
    int rows,
    int columns,
    boolean signs,
    Numbers numbers) {

  /** A number by its place. */
  @FunctionalInterface
  interface Numbers {
    int at(int row, int column);
  }

  WeightArray {
    shape = List.copyOf(shape);
    axes = List.copyOf(axes);
  }

  /** Weights of a matrix whose columns are divided into further axes. */
  static WeightArray weights(
      int layer, BitMatrix weights, List<Integer> sidesOfRow, List<String> axes) {
    List<Integer> shape = Stream.concat(Stream.of(weights.rows()), sidesOfRow.stream()).toList();
    return new WeightArray(
        layer, "weights", shape, axes, weights.rows(), weights.columns(), true, weights::sign);
  }

  /** A number for each of something. */
  static WeightArray vector(int layer, String role, IntVector values, String axis, boolean signs) {
    return new WeightArray(
        layer,
        role,
        List.of(values.size()),
        List.of(axis),
        values.size(),
        1,
        signs,
        (row, column) -> values.get(row));
  }

  int at(int row, int column) {
    return numbers.at(row, column);
  }

  /** As in files and in C: {@code l1_weights}. */
  String name() {
    return "l" + layer + "_" + role;
  }
}
