package dev.bnn.hwgen;

/**
 * Predicts the latency of a plan: cycles from an image's first beat to its result in an idle
 * design.
 *
 * <p>A dense layer begins when it has a whole frame, so its cycles add up with those of the others.
 * Maps stream through windows and pools: together they take the time of the slowest of them, and
 * each adds only what it still computes when its last pixel has come.
 */
final class EstimateLatency {
  /** Registers of a stage's ports and of what starts it. */
  private static final int HANDSHAKE = 5;

  private EstimateLatency() {}

  static long of(HardwarePlan plan) {
    long streaming = plan.inputBeats();
    long tails = 0;
    boolean takesMaps = true;
    for (StagePlan stage : plan.stages()) {
      takesMaps &= stage.takesMap();
      if (takesMaps) {
        streaming = Math.max(streaming, stage.cycles());
      }
      tails += tailOf(stage);
    }
    return streaming + tails + plan.outputBeats();
  }

  /** Cycles from the last beat that comes in to the last that goes out. */
  static long tailOf(StagePlan stage) {
    if (stage instanceof PoolPlan) {
      return HANDSHAKE;
    }
    LayerPlan layer = (LayerPlan) stage;
    Pipeline pipeline = layer.pipeline();
    int registers = HANDSHAKE + pipeline.read() + pipeline.product() + pipeline.compare();
    return registers + layer.window().map(window -> tailOf(layer, window)).orElse(layer.cycles());
  }

  /** The last row of windows needs the map's last row, and so do those that reach beyond it. */
  private static int tailOf(LayerPlan layer, WindowPlan window) {
    int rows = 1 + window.after() / window.window().stride();
    return (int) ((long) rows * layer.cycles() / window.window().outputHeight());
  }
}
