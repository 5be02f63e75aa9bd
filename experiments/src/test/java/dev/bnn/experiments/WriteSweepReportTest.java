package dev.bnn.experiments;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class WriteSweepReportTest {
  @Test
  void look() throws IOException {
    WriteSweepReport.write(SmallSweep.large(), Path.of("/tmp/page/large.html"));
  }
}
