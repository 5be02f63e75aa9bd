package dev.bnn.hwgen;

/**
 * What hardware takes, or a part has.
 *
 * @param lut lookup tables, those used as memory and shift registers included
 * @param ff flip-flops
 * @param halfBlocks halves of a block memory: a RAMB18 is half a RAMB36; on iCE40 and ECP5 one
 *     block counts as two
 * @param dsp multipliers
 */
public record Resources(int lut, int ff, int halfBlocks, int dsp) {
  /**
   * LUTs that half a block memory is worth: its 36 columns of 64 words are 36 LUTs and belong
   * there, those of 128 words are 144 and belong into the block.
   */
  private static final int HALF_BLOCK_PRICE = 50;

  /** Nothing. */
  public static final Resources NONE = new Resources(0, 0, 0, 0);

  public Resources {
    if (lut < 0 || ff < 0 || halfBlocks < 0 || dsp < 0) {
      throw new IllegalArgumentException("resources below zero");
    }
  }

  /** LUTs and flip-flops only. */
  static Resources ofLogic(double lut, double ff) {
    return new Resources((int) Math.round(lut), (int) Math.round(ff), 0, 0);
  }

  /** Both together. */
  public Resources plus(Resources other) {
    return new Resources(
        Math.addExact(lut, other.lut),
        Math.addExact(ff, other.ff),
        Math.addExact(halfBlocks, other.halfBlocks),
        Math.addExact(dsp, other.dsp));
  }

  /** The same so many times. */
  Resources times(int count) {
    return new Resources(
        Math.multiplyExact(lut, count),
        Math.multiplyExact(ff, count),
        Math.multiplyExact(halfBlocks, count),
        Math.multiplyExact(dsp, count));
  }

  /** Block memories; a half counts one half. */
  public double blocks() {
    return halfBlocks / 2.0;
  }

  /** What is paid for them, in LUTs: the measure of what is cheap. */
  long price() {
    return lut + (long) HALF_BLOCK_PRICE * halfBlocks;
  }
}
