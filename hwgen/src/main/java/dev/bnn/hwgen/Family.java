package dev.bnn.hwgen;

import java.util.Arrays;

/**
 * Parts of one architecture: their LUTs, their block memories and their delays, which set how deep
 * {@code --clock} pipelines.
 *
 * <p>A delay holds for long connections in a full design, not for the best case: a plan that errs
 * adds a register. iCE40 numbers are read from timing reports of nextpnr-ice40 0.4 for 784-128-10
 * designs (docs/benchmarks.md); those of Xilinx and ECP5 are estimates, since nothing was placed
 * there.
 */
public enum Family {
  /** Artix-7, Kintex-7, Virtex-7, Zynq-7000, slowest speed grade: an estimate. */
  SERIES_7("7-series", 6),
  /** Kintex and Virtex UltraScale, slowest speed grade: an estimate. */
  ULTRASCALE("ultrascale", 6),
  /** UltraScale+, slowest speed grade: an estimate. */
  ULTRASCALE_PLUS("ultrascale+", 6),
  /** Lattice ECP5, slowest speed grade: an estimate. */
  ECP5("ecp5", 4),
  /** Lattice iCE40 HX. */
  ICE40_HX("ice40-hx", 4),
  /** Lattice iCE40 UltraPlus. */
  ICE40_UP("ice40-up", 4);

  /**
   * Delays in ns; each includes the connection behind the element.
   *
   * @param register clock to output
   * @param memory clock to output of a block memory without an output register
   * @param lut one LUT
   * @param adder one adder without its carry chain
   * @param carry one bit of a carry chain
   */
  record Delays(double register, double memory, double lut, double adder, double carry) {
    /**
     * Measured: register 0.54, block memory 2.15, LUT 0.38, into and out of a carry chain 0.26 +
     * 0.27 + LUT 0.32, carry 0.13; connections 0.6 (neighbours) to 2.0, of which 1.5 is taken
     * behind a register, 2.0 behind a block memory, 1.3 behind a LUT.
     */
    static final Delays ICE40_HX = new Delays(2.0, 4.1, 1.7, 2.3, 0.13);

    /**
     * Measured: register 1.39, LUT 1.2, into and out of a carry chain 0.6 + 0.7 + LUT 0.9, carry
     * 0.28; connections 1.8 to 4.0, of which 3.0 is taken. The block memory is scaled from HX by
     * the registers' ratio: none was on a critical path.
     */
    static final Delays ICE40_UP = new Delays(4.4, 8.5, 4.2, 5.2, 0.28);

    /** Estimated: LUT 0.12, block memory 2.5, register 0.5, carry 0.03; connections 0.7. */
    static final Delays SERIES_7 = new Delays(1.2, 3.2, 0.8, 1.2, 0.03);

    /** Estimated, between its neighbours: block memory 1.6, register 0.3; connections 0.5. */
    static final Delays ULTRASCALE = new Delays(0.8, 2.1, 0.6, 0.9, 0.02);

    /** Estimated: LUT 0.1, block memory 1.2, register 0.2, carry 0.015; connections 0.4. */
    static final Delays ULTRASCALE_PLUS = new Delays(0.6, 1.6, 0.5, 0.7, 0.015);

    /** Estimated: LUT 0.24, block memory 5.8, register 0.5, carry 0.07; connections 1.0. */
    static final Delays ECP5 = new Delays(1.5, 6.8, 1.2, 1.9, 0.07);
  }

  private final String word;
  private final int lutInputs;

  Family(String word, int lutInputs) {
    this.word = word;
    this.lutInputs = lutInputs;
  }

  /** The word in target files. */
  public String word() {
    return word;
  }

  int lutInputs() {
    return lutInputs;
  }

  Delays delays() {
    return switch (this) {
      case SERIES_7 -> Delays.SERIES_7;
      case ULTRASCALE -> Delays.ULTRASCALE;
      case ULTRASCALE_PLUS -> Delays.ULTRASCALE_PLUS;
      case ECP5 -> Delays.ECP5;
      case ICE40_HX -> Delays.ICE40_HX;
      case ICE40_UP -> Delays.ICE40_UP;
    };
  }

  /** Whether a LUT and a flip-flop are one cell, so that either may be what a part runs out of. */
  boolean sharesCells() {
    return this == ICE40_HX || this == ICE40_UP;
  }

  /** Words of a byte in one block memory. */
  int blockDepth() {
    return switch (this) {
      case SERIES_7, ULTRASCALE, ULTRASCALE_PLUS -> 4096;
      case ECP5 -> 2048;
      case ICE40_HX, ICE40_UP -> 512;
    };
  }

  static Family parse(String word) {
    return Arrays.stream(values())
        .filter(family -> family.word.equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no family '" + word + "'"));
  }
}
