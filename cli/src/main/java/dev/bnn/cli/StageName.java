package dev.bnn.cli;

import java.util.Locale;

/** Stages by the words of the command line, in the order of the chain. */
enum StageName {
  DL4J,
  INTERPRETER,
  PACKED,
  ONNX,
  RTL,
  ICARUS,
  NETLIST,
  BITSTREAM;

  /** Whether the RTL is simulated. */
  boolean isSimulation() {
    return this == RTL || this == ICARUS;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
