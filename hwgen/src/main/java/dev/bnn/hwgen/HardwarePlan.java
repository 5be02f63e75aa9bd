package dev.bnn.hwgen;

import dev.bnn.quantize.Encoding;
import java.util.List;

/**
 * Every hardware decision and what it is predicted to cost; no text.
 *
 * @param network name of the network
 * @param networkHash its SHA-256
 * @param encoding of the images
 * @param options what was asked
 * @param valuesPerBeat image values (bytes or bits) in one beat of the input stream
 * @param inputBeats beats of an input frame
 * @param stages the layers behind the input encoding, in order; the last one gives the scores
 */
public record HardwarePlan(
    String network,
    String networkHash,
    Encoding encoding,
    PlanOptions options,
    int valuesPerBeat,
    int inputBeats,
    List<StagePlan> stages) {
  public HardwarePlan {
    stages = List.copyOf(stages);
  }

  /** The same with other layers behind the input encoding. */
  HardwarePlan withStages(List<StagePlan> other) {
    return new HardwarePlan(
        network, networkHash, encoding, options, valuesPerBeat, inputBeats, other);
  }

  /** The layers with weights, in order; the last one gives the scores. */
  public List<LayerPlan> layers() {
    return stages.stream().filter(LayerPlan.class::isInstance).map(LayerPlan.class::cast).toList();
  }

  /** The layer that gives the scores. */
  public LayerPlan scores() {
    return (LayerPlan) stages.get(stages.size() - 1);
  }

  /**
   * Whether the first layer works on an image while it comes in. Then an image of a wrong length
   * cannot be dropped at the input: it is completed, and its result dropped.
   */
  public boolean completesFrames() {
    return stages.get(0).streams();
  }

  /** Whether the host may load other weights. */
  public boolean isWritable() {
    return options.weights() == WeightAccess.WRITABLE;
  }

  /**
   * Whether the chip encodes the bytes of the image; otherwise the first layer takes what arrives.
   */
  boolean encodesOnChip() {
    return options.stream() == StreamKind.BYTES && !(encoding instanceof Encoding.Pixels);
  }

  /** Bits of one value of the input stream. */
  public int inputValueWidth() {
    return options.stream() == StreamKind.BYTES ? 8 : 1;
  }

  /** Bits of s_axis_tdata: a whole number of bytes. */
  public int inputWidth() {
    return (valuesPerBeat * inputValueWidth() + 7) / 8 * 8;
  }

  /** Beats of a result frame, 32 bits each. */
  public int outputBeats() {
    return options.scores() ? scores().outputs() : 1;
  }

  /**
   * Cycles between two results in steady state (the initiation interval of the whole design): that
   * of the slowest stage. Every dense layer buffers one frame while it computes another, and rows
   * and FIFOs of windows are chosen so that the slowest stage never waits ({@link SizeBuffers}).
   */
  public int cyclesPerFrame() {
    int slowest = stages.stream().mapToInt(StagePlan::cycles).max().orElseThrow();
    return Math.max(slowest, Math.max(inputBeats, outputBeats()));
  }

  /**
   * Cycles from the first beat of an image to the end of its result, if nothing is on its way
   * before it.
   */
  public long latency() {
    return Timing.predict(this, 1).latency();
  }

  /** Frames per second at the planned clock. */
  public double framesPerSecond() {
    return options.clockMhz() * 1e6 / cyclesPerFrame();
  }

  /**
   * The layers whose lanes are as deep as they get and yet, by the target's delays, do not reach
   * the clock; whether the design does, only place and route tells.
   */
  public List<LayerPlan> layersBelowClock() {
    return layers().stream().filter(layer -> !reachesClock(layer)).toList();
  }

  private boolean reachesClock(LayerPlan layer) {
    Pipeline.Lane lane =
        Pipeline.Lane.of(
            layer.kind(), layer.folding(), layer.valueWidth(), layer.depth(), options.target());
    return layer.pipeline().reaches(lane, options.target(), options.clockMhz());
  }

  /** Multiply-accumulates per cycle of all layers. */
  public long macsPerCycle() {
    return layers().stream().mapToLong(l -> l.folding().macsPerCycle()).sum();
  }
}
