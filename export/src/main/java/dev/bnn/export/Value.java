package dev.bnn.export;

import dev.bnn.quantize.Shape;
import java.util.List;

/**
 * A value in the graph: float32 that holds integers.
 *
 * @param name its name
 * @param shape its shape behind the batch
 * @param flat whether the graph holds it as (batch, n), else (batch, channels, height, width)
 */
record Value(String name, Shape shape, boolean flat) {
  /** Sides behind the batch. */
  List<Long> sides() {
    return flat ? List.of((long) shape.size()) : OnnxGraph.sides(shape);
  }
}
