package dev.bnn.hwgen;

import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Hardware of one layer with weights. With a window it is a convolution: the matrix is applied at
 * every position of the window.
 *
 * @param layer position in the network (0 is the input encoding); names everything of the layer
 * @param kind module it becomes
 * @param fifo beats that may wait in front of it
 * @param window what gives it its inputs; empty for a dense layer
 * @param inputs MW, columns of the weight matrix
 * @param outputs MH, rows of the weight matrix
 * @param input how an input travels
 * @param folding PE, SIMD and M
 * @param pipeline registers in the lanes
 * @param valueWidth bits of a threshold (bits in), an accumulator and threshold (integers in,
 *     signed) or a score (signed)
 * @param weightStyle where the weights live
 * @param bufferStyle where the ping-pong input buffer lives; a convolution has none
 */
public record LayerPlan(
    int layer,
    Kind kind,
    int fifo,
    Optional<WindowPlan> window,
    int inputs,
    int outputs,
    ValueFormat input,
    Folding folding,
    Pipeline pipeline,
    int valueWidth,
    MemoryStyle weightStyle,
    MemoryStyle bufferStyle)
    implements StagePlan {

  /**
   * How one value travels in a stream.
   *
   * @param width bits
   * @param signed whether it is two's complement
   */
  public record ValueFormat(int width, boolean signed) {
    static final ValueFormat BIT = new ValueFormat(1, false);
    static final ValueFormat BYTE = new ValueFormat(8, false);
  }

  /** What the layer computes. */
  public enum Kind {
    /** Integers in, bits out. */
    INPUT_DENSE,
    /** Bits in, bits out. */
    DENSE,
    /** Bits in, signed scores out. */
    SCORES;

    /** Name of the Verilog module. */
    public String module() {
      return switch (this) {
        case INPUT_DENSE -> "bnn_input_dense";
        case DENSE -> "bnn_dense";
        case SCORES -> "bnn_scores";
      };
    }
  }

  public LayerPlan {
    if (outputs % folding.pe() != 0) {
      throw new IllegalArgumentException(
          "layer "
              + layer
              + ": PE "
              + folding.pe()
              + " does not divide its "
              + outputs
              + " outputs");
    }
    if (inputs % folding.simd() != 0) {
      throw new IllegalArgumentException(
          "layer "
              + layer
              + ": SIMD "
              + folding.simd()
              + " does not divide its "
              + inputs
              + " inputs");
    }
    int width = window.map(w -> w.window().outputWidth()).orElse(1);
    if (width % folding.pixels() != 0) {
      throw new IllegalArgumentException(
          "layer "
              + layer
              + ": M "
              + folding.pixels()
              + " does not divide its "
              + (window.isPresent() ? width + " columns" : "one pixel"));
    }
  }

  /** SF: beats of one pass over the inputs. */
  public int inputBeats() {
    return inputs / folding.simd();
  }

  /** NF: passes over the same inputs. */
  public int passes() {
    return outputs / folding.pe();
  }

  /** Words of the weight memory: SF·NF. */
  public int depth() {
    return folding.depth(outputs, inputs);
  }

  /** How often the matrix is applied in a frame. */
  public int positions() {
    return window.map(WindowPlan::positions).orElse(1);
  }

  /** Cycles a frame occupies the layer: SF·NF for M positions, or what its map takes to come in. */
  @Override
  public int cycles() {
    int computing = Math.multiplyExact(depth(), positions() / folding.pixels());
    return Math.max(computing, window.map(WindowPlan::inputBeats).orElse(0));
  }

  @Override
  public int inputLanes() {
    return window.map(WindowPlan::lanes).orElse(folding.simd());
  }

  @Override
  public int inputValueWidth() {
    return input.width();
  }

  @Override
  public int outputLanes() {
    return folding.pe() * folding.pixels();
  }

  @Override
  public int outputValueWidth() {
    return kind == Kind.SCORES ? valueWidth : 1;
  }

  @Override
  public int outputBeats() {
    return positions() / folding.pixels() * passes();
  }

  @Override
  public boolean streams() {
    return !replays();
  }

  /**
   * Whether it keeps its inputs to read them again for the next neurons. A dense layer that has a
   * lane for every neuron needs each input once, as it comes (of a single beat nothing is gained);
   * a window repeats them itself.
   */
  boolean replays() {
    return window.isEmpty() && (passes() > 1 || inputBeats() == 1);
  }

  /** The same behind another window. */
  LayerPlan withWindow(UnaryOperator<WindowPlan> change) {
    return new LayerPlan(
        layer,
        kind,
        fifo,
        window.map(change),
        inputs,
        outputs,
        input,
        folding,
        pipeline,
        valueWidth,
        weightStyle,
        bufferStyle);
  }

  @Override
  public LayerPlan withFifo(int beats) {
    return new LayerPlan(
        layer,
        kind,
        beats,
        window,
        inputs,
        outputs,
        input,
        folding,
        pipeline,
        valueWidth,
        weightStyle,
        bufferStyle);
  }

  /** What comes in and what goes out, for people: values, or the shapes of maps. */
  String size() {
    return window
        .map(w -> w.window().input() + " → " + w.window().output(outputs))
        .orElse(inputs + " → " + outputs);
  }

  /** Bits of the weight memory. */
  public long weightBits() {
    return (long) inputs * outputs;
  }
}
