package dev.bnn.hwgen;

import java.math.BigDecimal;

/** The Makefile of a bundle: checks for every design, and what its part's open tools can do. */
final class BundleMakefile {
  private BundleMakefile() {}

  static String write(HardwarePlan plan) {
    String checks = RtlLibrary.read("Makefile.bundle");
    Target target = plan.options().target();
    String clock = BigDecimal.valueOf(plan.options().clockMhz()).toPlainString();
    if (target.board().isPresent()) {
      Board board = target.board().get();
      return checks
          + RtlLibrary.read("Makefile.ice40")
              .replace("@WIRE@", compilerOption(plan))
              .replace("@DEVICE@", board.device())
              .replace("@PACKAGE@", board.packageName())
              .replace("@CLOCK@", clock);
    }
    return target.family() == Family.ECP5
        ? checks + RtlLibrary.read("Makefile.ecp5").replace("@CLOCK@", clock)
        : checks;
  }

  /** How the harness of the simulated board is compiled. */
  static String compilerOption(HardwarePlan plan) {
    return plan.options().wire() instanceof Wire.Uart uart
        ? "-DCYCLES_PER_BIT=" + uart.cyclesPerBit(plan.options().clockMhz())
        : "-DWIRE_SPI";
  }
}
