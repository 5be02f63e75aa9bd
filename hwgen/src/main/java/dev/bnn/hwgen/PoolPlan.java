package dev.bnn.hwgen;

import dev.bnn.quantize.MaxPool;
import dev.bnn.quantize.Shape;

/**
 * Hardware of a pooling layer.
 *
 * @param layer position in the network
 * @param pool what it does
 * @param lanes channels of a beat, on both sides
 * @param fifo beats that may wait in front of it
 */
public record PoolPlan(int layer, MaxPool pool, int lanes, int fifo) implements StagePlan {
  /** Name of the Verilog module. */
  static final String MODULE = "bnn_max_pool";

  public PoolPlan {
    if (pool.input().channels() % lanes != 0) {
      throw new IllegalArgumentException(
          "layer " + layer + ": " + lanes + " lanes for " + pool.input().channels() + " channels");
    }
  }

  @Override
  public PoolPlan withFifo(int beats) {
    return new PoolPlan(layer, pool, lanes, beats);
  }

  private int beats(Shape map) {
    return map.size() / lanes;
  }

  @Override
  public int cycles() {
    return beats(pool.input());
  }

  @Override
  public int inputLanes() {
    return lanes;
  }

  @Override
  public int inputValueWidth() {
    return 1;
  }

  @Override
  public int outputLanes() {
    return lanes;
  }

  @Override
  public int outputValueWidth() {
    return 1;
  }

  @Override
  public int outputBeats() {
    return beats(pool.outputShape());
  }

  @Override
  public boolean streams() {
    return true;
  }
}
