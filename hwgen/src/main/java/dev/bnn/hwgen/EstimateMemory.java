package dev.bnn.hwgen;

/** LUTs, registers and blocks of the library's memories, as {@link MapMemory} builds them. */
final class EstimateMemory {
  private EstimateMemory() {}

  /**
   * LUTs of a bit of a memory in logic whose contents are random, by its words: measured in Yosys
   * 0.23 on UltraScale+ ({@code abc -luts 2:2,3,6:5}).
   */
  private static final double[][] LUTS_OF_BIT = {
    {64, 1}, {65, 2}, {100, 3.06}, {200, 5.9}, {256, 6.5}, {512, 14.1}
  };

  /**
   * Where a {@code bnn_rom} belongs. Up to 64 words fit one LUT6 per column; deeper ones go where
   * they are cheaper, which the tool does not see: it takes 128 words for two LUTs a column, and
   * they are four. Where LUTs are smaller it decides.
   */
  static MemoryStyle styleOfRom(int width, int depth, Family family) {
    if (depth <= 64) {
      return MemoryStyle.LOGIC;
    }
    if (family.lutInputs() < 6) {
      return MemoryStyle.AUTO;
    }
    long logic = ofRom(width, depth, MemoryStyle.LOGIC, family).price();
    long block = ofRom(width, depth, MemoryStyle.BLOCK, family).price();
    return block < logic ? MemoryStyle.BLOCK : MemoryStyle.LOGIC;
  }

  /** {@code bnn_rom} with random contents. */
  static Resources ofRom(int width, int depth, MemoryStyle style, Family family) {
    MapMemory.Mapped mapped = MapMemory.ofRom(width, depth, style, family);
    if (mapped.logic()) {
      return Resources.ofLogic(
          luts(width, depth, family), depth == 1 ? 0 : differentColumns(width, depth));
    }
    double address = bits(mapped.banks());
    return new Resources(0, 0, mapped.halfBlocks(), 0)
        .plus(Resources.ofLogic(width * muxLuts(mapped.banks(), family), address));
  }

  /** {@code bnn_ram}. */
  static Resources ofRam(int width, int depth, MemoryStyle style, Family family) {
    MapMemory.Mapped mapped = MapMemory.ofRam(width, depth, style, family);
    if (mapped.logic()) {
      return Resources.ofLogic(
          depth + width * muxLuts(depth, family), (double) width * (depth + 1));
    }
    double writes = mapped.banks() == 1 ? 0 : mapped.banks();
    boolean registered = mapped.luts() > 0; // LUT memory gives its data at once
    return new Resources(mapped.luts(), 0, mapped.halfBlocks(), 0)
        .plus(
            Resources.ofLogic(
                writes + width * muxLuts(mapped.banks(), family),
                registered ? width : bits(mapped.banks())));
  }

  private static double luts(int width, int depth, Family family) {
    int inputs = bits(depth);
    if (inputs <= family.lutInputs()) {
      // constants, address bits and their inverses cost none; equal columns are one
      double functions = Math.pow(2, depth);
      double free = 2 + 2 * inputs;
      return Math.max(0, functions - free) * seen(width, functions);
    }
    if (family.lutInputs() < 6) {
      return width * depth / 16.0 * 1.5;
    }
    double[] below = LUTS_OF_BIT[0];
    for (double[] point : LUTS_OF_BIT) {
      if (depth <= point[0]) {
        double part = (depth - below[0]) / Math.max(1, point[0] - below[0]);
        return width * (below[1] + part * (point[1] - below[1]));
      }
      below = point;
    }
    return width * below[1] * depth / below[0];
  }

  private static double differentColumns(int width, int depth) {
    double functions = Math.pow(2, depth);
    return (functions - 2) * seen(width, functions);
  }

  /** Chance that one of so many functions is among random columns; precise for very many, too. */
  private static double seen(int columns, double functions) {
    return -Math.expm1(columns * Math.log1p(-1 / functions));
  }

  /** LUTs that choose one of several bits. */
  static double muxLuts(int inputs, Family family) {
    return inputs == 1 ? 0 : Math.ceil((inputs - 1) / (family.lutInputs() >= 6 ? 3.0 : 1.0));
  }

  /** Bits of an address of so many words. */
  static int bits(int words) {
    return 32 - Integer.numberOfLeadingZeros(words - 1);
  }
}
