package dev.bnn.hwgen;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Assumptions;

/** External programs in tests: required where CI says so, otherwise the test reports a skip. */
final class Tools {
  private static final Map<ExternalTool, Boolean> USABLE = new ConcurrentHashMap<>();

  private Tools() {}

  static void require(ExternalTool... tools) {
    for (ExternalTool tool : tools) {
      boolean usable = USABLE.computeIfAbsent(tool, ExternalTool::isUsable);
      if (!usable && "true".equals(System.getenv("CI"))) {
        throw new AssertionError(tool.program() + " is missing or too old, and CI=true");
      }
      Assumptions.assumeTrue(usable, tool.program() + " is not installed");
    }
  }

  static void requireVerilator() {
    require(ExternalTool.VERILATOR, ExternalTool.CXX, ExternalTool.MAKE);
  }
}
