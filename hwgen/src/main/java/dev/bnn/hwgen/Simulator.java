package dev.bnn.hwgen;

/** Programs that run the bench. */
public enum Simulator {
  /** Compiled, two-valued: for whole test sets. */
  VERILATOR,
  /** Interpreted, with unknown values: for a few images. */
  ICARUS
}
