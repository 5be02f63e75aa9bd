package dev.bnn.hwgen;

import java.util.Arrays;
import java.util.List;

/**
 * What the hardware is planned for: today the family's delays, which set how deep {@code --clock}
 * pipelines.
 *
 * <p>A number holds for long connections in a full design, not for the best case: a plan that errs
 * adds a register. iCE40 numbers are read from timing reports of nextpnr-ice40 0.4 for 784-128-10
 * designs (docs/benchmarks.md); Xilinx numbers are estimates, since nothing was placed there.
 */
public enum Target {
  /** Any part with 6-input LUTs: planned as a 7-series part, the slowest of them. */
  GENERIC("generic", 6),
  /** Artix-7, Kintex-7, Zynq-7000, slowest speed grade: an estimate. */
  XC7("xc7", 6),
  /** UltraScale+, slowest speed grade: an estimate. */
  XCUP("xcup", 6),
  /** Lattice iCE40 HX8K. */
  ICE40_HX8K("ice40-hx8k", 4),
  /** Lattice iCE40 UP5K. */
  ICE40_UP5K("ice40-up5k", 4);

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

    /** Estimated: LUT 0.1, block memory 1.2, register 0.2, carry 0.015; connections 0.4. */
    static final Delays ULTRASCALE_PLUS = new Delays(0.6, 1.6, 0.5, 0.7, 0.015);
  }

  /** From here on a popcount of compressors takes fewer 6-input LUTs (Yosys 0.23). */
  private static final int LEAST_COMPRESSED = 12;

  private final String word;
  private final int lutInputs;

  Target(String word, int lutInputs) {
    this.word = word;
    this.lutInputs = lutInputs;
  }

  /** The word on the command line and in files. */
  public String word() {
    return word;
  }

  @Override
  public String toString() {
    return word;
  }

  /** Words of a byte in one block memory. */
  int blockDepth() {
    return lutInputs >= 6 ? 4096 : 512;
  }

  int lutInputs() {
    return lutInputs;
  }

  Delays delays() {
    return switch (this) {
      case GENERIC, XC7 -> Delays.SERIES_7;
      case XCUP -> Delays.ULTRASCALE_PLUS;
      case ICE40_HX8K -> Delays.ICE40_HX;
      case ICE40_UP5K -> Delays.ICE40_UP;
    };
  }

  /** Whether a popcount of so many bits is built of compressors, and not of adders. */
  boolean compresses(int bits) {
    return lutInputs >= 6 && bits >= LEAST_COMPRESSED;
  }

  /**
   * The target of a word.
   *
   * @throws IllegalArgumentException naming those there are
   */
  public static Target parse(String word) {
    return Arrays.stream(values())
        .filter(target -> target.word.equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no target '" + word + "': use one of " + String.join(", ", words())));
  }

  /** All words. */
  public static List<String> words() {
    return Arrays.stream(values()).map(Target::word).toList();
  }
}
