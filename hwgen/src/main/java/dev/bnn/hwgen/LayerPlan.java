package dev.bnn.hwgen;

/**
 * Hardware of one layer with weights.
 *
 * @param layer position in the network (0 is the input encoding); names everything of the layer
 * @param kind module it becomes
 * @param inputs MW, columns of the weight matrix
 * @param outputs MH, rows of the weight matrix
 * @param folding PE and SIMD
 * @param pipeline registers in the lanes
 * @param valueWidth bits of a threshold (dense), an accumulator and threshold (input dense, signed)
 *     or a score (scores, signed)
 * @param weightStyle where the weights live
 * @param bufferStyle where the ping-pong input buffer lives
 */
public record LayerPlan(
    int layer,
    Kind kind,
    int inputs,
    int outputs,
    Folding folding,
    Pipeline pipeline,
    int valueWidth,
    MemoryStyle weightStyle,
    MemoryStyle bufferStyle) {

  /** What the layer computes. */
  public enum Kind {
    /** 8-bit pixels in, bits out. */
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
  }

  /** SF: beats of an input frame. */
  public int inputBeats() {
    return inputs / folding.simd();
  }

  /** NF: beats of an output frame. */
  public int outputBeats() {
    return outputs / folding.pe();
  }

  /** Cycles a frame occupies the layer: SF·NF. */
  public int cycles() {
    return folding.cycles(outputs, inputs);
  }

  /** Bits of one input value on the stream. */
  public int inputValueWidth() {
    return kind == Kind.INPUT_DENSE ? 8 : 1;
  }

  /** Bits of one output value on the stream. */
  public int outputValueWidth() {
    return kind == Kind.SCORES ? valueWidth : 1;
  }

  /** Bits of the weight memory. */
  public long weightBits() {
    return (long) inputs * outputs;
  }
}
