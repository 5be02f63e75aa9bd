package dev.bnn.cli;

import dev.bnn.hwgen.Folding;
import dev.bnn.hwgen.FoldingFile;
import dev.bnn.hwgen.PlanOptions;
import dev.bnn.hwgen.StreamKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that decide how the hardware is folded. */
final class PlanningOptions {
  @Option(
      names = "--clock",
      paramLabel = "MHZ",
      defaultValue = "" + PlanOptions.DEFAULT_CLOCK_MHZ,
      description = "Planned clock. Default: ${DEFAULT-VALUE}.")
  private double clock;

  @Option(
      names = "--target-fps",
      paramLabel = "N",
      description = "Fold for at least so many frames per second at the clock.")
  private Double targetFps;

  @Option(
      names = "--folding",
      paramLabel = "FILE",
      description = "PE and SIMD per layer, as JSON: {\"l1\": {\"pe\": 16, \"simd\": 8}, …}.")
  private Path folding;

  @Option(
      names = "--stream",
      paramLabel = "bytes|bits",
      defaultValue = "bytes",
      description =
          "What the host sends: image bytes, or bits it has encoded. Default: ${DEFAULT-VALUE}.")
  private StreamKind stream;

  @Option(names = "--scores", description = "Answer with all scores, not with the class.")
  private boolean scores;

  PlanOptions read() throws IOException {
    Optional<List<Folding>> foldings =
        folding == null ? Optional.empty() : Optional.of(FoldingFile.read(folding));
    return new PlanOptions(foldings, Optional.ofNullable(targetFps), clock, stream, scores);
  }
}
