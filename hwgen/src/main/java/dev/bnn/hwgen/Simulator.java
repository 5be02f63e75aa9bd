package dev.bnn.hwgen;

/** Programs that run the bench. */
public enum Simulator {
  /** Compiled, two-valued: for whole test sets. */
  VERILATOR("Verilator"),
  /** Interpreted, with unknown values: for a few images. */
  ICARUS("Icarus Verilog");

  private final String title;

  Simulator(String title) {
    this.title = title;
  }

  /** Its name for people. */
  public String title() {
    return title;
  }
}
