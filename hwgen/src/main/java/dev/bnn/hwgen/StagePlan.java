package dev.bnn.hwgen;

/** Hardware of one layer of the network behind its input encoding. */
public sealed interface StagePlan permits LayerPlan, PoolPlan {
  /** Position in the network (0 is the input encoding); names everything of the layer. */
  int layer();

  /** Cycles a frame occupies the layer. */
  int cycles();

  /**
   * Beats that may wait in front of it, in a FIFO; 0 for none. It stands on the wide side of the
   * stage's width converter.
   */
  int fifo();

  /** The same behind another FIFO. */
  StagePlan withFifo(int beats);

  /** Values in a beat of the stream it takes. */
  int inputLanes();

  /** Bits of one value of the stream it takes. */
  int inputValueWidth();

  /** Values in a beat of the stream it gives. */
  int outputLanes();

  /** Bits of one value of the stream it gives. */
  int outputValueWidth();

  /** Beats of a frame of the stream it gives. */
  int outputBeats();

  /** Whether it works on a frame while it comes in, and keeps no whole frame. */
  boolean streams();
}
