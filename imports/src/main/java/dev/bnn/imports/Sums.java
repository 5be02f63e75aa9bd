package dev.bnn.imports;

import dev.bnn.quantize.BitMatrix;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.Window;
import java.util.List;
import java.util.Optional;

/**
 * Dot products of a layer that is not complete yet; a lane is a channel.
 *
 * @param layer its place in the network
 * @param shape behind the pools
 * @param window of a convolution
 * @param low smallest attainable value per channel
 * @param high largest
 * @param step between attainable values
 * @param pools what comes before the decision
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
record Sums(
    int layer,
    Shape shape,
    BitMatrix weights,
    Optional<Window> window,
    boolean integers,
    int[] low,
    int[] high,
    int step,
    List<PendingPool> pools)
    implements Source {
  @Override
  public int area() {
    return shape.height() * shape.width();
  }
}
