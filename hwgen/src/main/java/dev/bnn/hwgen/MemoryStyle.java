package dev.bnn.hwgen;

import java.util.Locale;

/** Where a memory lives; the parameter value of the library's memories. */
public enum MemoryStyle {
  /** The synthesis tool decides. */
  AUTO(0),
  /** Block RAM. */
  BLOCK(1),
  /** LUTs (a memory that is only read) or registers (one that is written). */
  LOGIC(2),
  /** LUT RAM, for a memory that is written, on a device that has it. */
  LUT_RAM(3);

  private final int parameter;

  MemoryStyle(int parameter) {
    this.parameter = parameter;
  }

  /** Value of RAM_STYLE and its kind in the Verilog library. */
  public int parameter() {
    return parameter;
  }

  /** The word in plan.json. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
