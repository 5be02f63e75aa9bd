package dev.bnn.cli;

import dev.bnn.hwgen.ExternalTool;
import org.junit.jupiter.api.Assumptions;

/** External programs in tests: required where CI says so, otherwise the test reports a skip. */
final class Tools {
  private Tools() {}

  static void require(ExternalTool... tools) {
    for (ExternalTool tool : tools) {
      boolean usable = tool.isUsable();
      if (!usable && "true".equals(System.getenv("CI"))) {
        throw new AssertionError(tool.program() + " is missing or too old, and CI=true");
      }
      Assumptions.assumeTrue(usable, tool.program() + " is not installed");
    }
  }
}
