package dev.bnn.hwgen;

/**
 * LUTs and registers of a layer's lanes: popcount or adder tree, accumulator, comparison.
 *
 * <p>An adder takes one LUT for each bit that both its sides have; what its first side is chosen
 * from is in the same LUT. So Yosys 0.23 builds it on UltraScale+ (measured for each module alone).
 */
final class EstimateLanes {
  private EstimateLanes() {}

  /** LUTs of a sum of two values that are each negated or not, for each of their bits. */
  private static final double NEGATED_SUM_BIT = 1.45;

  /** All lanes of a layer, without memories. */
  static Resources of(LayerPlan layer, Target target) {
    int lanes = layer.folding().pe() * layer.folding().pixels();
    Pipeline pipeline = layer.pipeline();
    int simd = layer.folding().simd();
    int width = layer.valueWidth();
    boolean oneBeat = layer.inputBeats() == 1;
    double compare = layer.passes() == 1 ? 0 : width; // constant thresholds are in the carry chain
    double lut;
    double ff;
    double shared = 0;
    switch (layer.kind()) {
      case INPUT_DENSE -> {
        int value = layer.inputValueWidth();
        lut = adderTree(simd, value + 1) + (oneBeat ? width : 2.0 * width) + compare;
        ff = width + 1.0 + pipeline.product() * (value + 1.0 + EstimateMemory.bits(simd));
        // the negative of every value, once for all lanes of a pixel
        shared = (double) value * simd * layer.folding().pixels();
      }
      case DENSE -> {
        int count = PlanHardware.unsignedWidth(layer.inputs());
        lut = popcount(simd, pipeline.compressors(), target) + (oneBeat ? 0 : count) + compare;
        ff = count + 1.0 + pipeline.product() * PlanHardware.unsignedWidth(simd);
      }
      case SCORES -> {
        int count = PlanHardware.unsignedWidth(layer.inputs());
        lut = popcount(simd, pipeline.compressors(), target) + (oneBeat ? 0 : count) + compare;
        ff = count + (double) width + pipeline.product() * PlanHardware.unsignedWidth(simd);
      }
      default -> throw new AssertionError(layer.kind());
    }
    ff += pipeline.compare() * (double) width;
    return Resources.ofLogic(lut * lanes + shared, ff * lanes);
  }

  /** Products and their popcount. */
  static double popcount(int bits, boolean compressors, Target target) {
    if (target.lutInputs() < 6) {
      return bits + adders(bits, target); // each product is a LUT of its own
    }
    return compressors ? compressors(bits) : adders(bits, target);
  }

  /** A tree of adders over leaves of at most three products, as {@code bnn_popcount} builds it. */
  private static double adders(int bits, Target target) {
    if (bits <= 3) {
      return bits == 1 ? (target.lutInputs() < 6 ? 0 : 1) : 2;
    }
    int leaves = (bits + 2) / 3;
    int low = 3 << (EstimateMemory.bits(leaves) - 1);
    int high = bits - low;
    return adders(low, target)
        + adders(high, target)
        + Math.min(PlanHardware.unsignedWidth(low), PlanHardware.unsignedWidth(high));
  }

  /**
   * Counters of three products, then of six or three bits, then an adder: {@code bnn_compressor}.
   */
  private static double compressors(int bits) {
    int[] columns = new int[PlanHardware.unsignedWidth(bits) + 2];
    columns[0] = bits;
    double luts = bits % 3; // products that no counter takes
    int highest = bits;
    for (int level = 0; level == 0 || highest > 2; level++) {
      int group = level == 0 || highest < 6 ? 3 : 6;
      int[] next = new int[columns.length];
      highest = 0;
      for (int c = 0; c < columns.length - 2; c++) {
        int groups = columns[c] / group;
        luts += groups * (group == 6 ? 3 : 2);
        next[c] += columns[c] % group + groups;
        next[c + 1] += groups;
        if (group == 6) {
          next[c + 2] += groups;
        }
      }
      for (int c = 0; c < columns.length - 2; c++) {
        highest = Math.max(highest, next[c]);
      }
      columns = next;
    }
    return luts + PlanHardware.unsignedWidth(bits);
  }

  /** Sums of so many values that are each negated or not: {@code bnn_adder_tree}. */
  private static double adderTree(int count, int width) {
    double luts = 0;
    int values = count;
    for (int level = 0, bits = width + 1; values > 1; level++, bits++) {
      int adders = values / 2;
      luts += level == 0 ? NEGATED_SUM_BIT * adders * width : adders * bits;
      values -= adders;
    }
    return luts;
  }
}
