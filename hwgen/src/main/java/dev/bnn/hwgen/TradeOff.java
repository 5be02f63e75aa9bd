package dev.bnn.hwgen;

/**
 * What a rate costs.
 *
 * @param cyclesPerFrame in steady state
 * @param framesPerSecond at the clock
 * @param resources of the cheapest design of that pace, without its FIFOs
 * @param fits whether the target has as many
 */
public record TradeOff(
    int cyclesPerFrame, double framesPerSecond, Resources resources, boolean fits) {
  boolean isBeatenBy(TradeOff other) {
    boolean isNoWorse =
        other.cyclesPerFrame <= cyclesPerFrame
            && other.resources.lut() <= resources.lut()
            && other.resources.halfBlocks() <= resources.halfBlocks();
    return isNoWorse
        && (other.cyclesPerFrame < cyclesPerFrame
            || other.resources.lut() < resources.lut()
            || other.resources.halfBlocks() < resources.halfBlocks());
  }
}
