package dev.bnn.hwgen;

/**
 * Predicts the latency of a chain of stages: cycles from an image's first beat to its result in an
 * idle design; within some cycles of what {@link Timing} says.
 *
 * <p>Stages that stream work at the same time: together they take the time of the slowest of them,
 * and each adds only what it still computes when its last input has come. A stage that waits for
 * its whole frame begins when all before it are done.
 *
 * @param waited cycles until the last stage that waits for its frame has it, and what stages add
 *     behind their last input
 * @param streaming cycles of the slowest of those that work at the same time since
 */
record EstimateLatency(long waited, long streaming) {
  /** Registers of a stage's ports and of what starts it. */
  private static final int HANDSHAKE = 5;

  /** Of a whole design. */
  static long of(HardwarePlan plan) {
    EstimateLatency latency = ofInput(plan.inputBeats());
    for (StagePlan stage : plan.stages()) {
      latency = latency.behind(stage);
    }
    return latency.cycles() + plan.outputBeats();
  }

  /** Before all stages. */
  static EstimateLatency ofInput(int beats) {
    return new EstimateLatency(0, beats);
  }

  /** Until the last value is out. */
  long cycles() {
    return waited + streaming;
  }

  /** Behind another stage. */
  EstimateLatency behind(StagePlan stage) {
    return stage.streams()
        ? new EstimateLatency(waited + tailOf(stage), Math.max(streaming, stage.cycles()))
        : new EstimateLatency(waited + streaming + tailOf(stage), stage.cycles());
  }

  /** The least that a stage adds, whatever is before it. */
  static long leastOf(StagePlan stage) {
    return tailOf(stage) + (stage.streams() ? 0 : stage.cycles());
  }

  /** Cycles that a stage adds behind those that it works. */
  private static long tailOf(StagePlan stage) {
    if (stage instanceof PoolPlan) {
      return HANDSHAKE;
    }
    LayerPlan layer = (LayerPlan) stage;
    Pipeline pipeline = layer.pipeline();
    long registers = (long) HANDSHAKE + pipeline.read() + pipeline.product() + pipeline.compare();
    return registers + layer.window().map(window -> tailOf(layer, window)).orElse(0);
  }

  /** The last row of windows needs the map's last row, and so do those that reach beyond it. */
  private static int tailOf(LayerPlan layer, WindowPlan window) {
    int rows = 1 + window.after() / window.window().stride();
    return (int) ((long) rows * layer.cycles() / window.window().outputHeight());
  }
}
