package dev.bnn.hwgen;

/**
 * Predicts the latency of a chain of stages: cycles from an image's first beat to its result in an
 * idle design; within some cycles of what {@link Timing} says.
 *
 * <p>Windows and pools work on a map while it comes in: together they take the time of the slowest
 * of them, and each adds only what it still computes when its last input has come. A dense layer
 * has nothing to give before its last input.
 *
 * @param waited cycles until the last dense layer has its inputs, and what stages add behind theirs
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
    if (takesMap(stage)) {
      return new EstimateLatency(waited + tailOf(stage), Math.max(streaming, stage.cycles()));
    }
    long loading = Math.max(streaming, ((LayerPlan) stage).inputBeats());
    return new EstimateLatency(waited + loading + tailOf(stage), computing(stage));
  }

  /** The least that a stage adds, whatever is before it. */
  static long leastOf(StagePlan stage) {
    return tailOf(stage) + (takesMap(stage) ? 0 : computing(stage));
  }

  /** Cycles in which a dense layer that has all its inputs gives its results. */
  private static int computing(StagePlan dense) {
    return dense.streams() ? 1 : dense.cycles();
  }

  private static boolean takesMap(StagePlan stage) {
    return stage instanceof PoolPlan || ((LayerPlan) stage).window().isPresent();
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
