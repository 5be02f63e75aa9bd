package dev.bnn.cli;

import dev.bnn.hwgen.Board;
import dev.bnn.hwgen.FoldingFile;
import dev.bnn.hwgen.Goal;
import dev.bnn.hwgen.HardwarePlan;
import dev.bnn.hwgen.PlanHardware;
import dev.bnn.hwgen.PlanOptions;
import dev.bnn.hwgen.StreamKind;
import dev.bnn.hwgen.Target;
import dev.bnn.hwgen.WeightAccess;
import dev.bnn.hwgen.Wire;
import dev.bnn.quantize.BinaryNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that decide how the hardware is folded. */
final class PlanningOptions {
  @Option(
      names = "--clock",
      paramLabel = "MHZ",
      description = {
        "Clock; sets how deep the lanes are pipelined, and a board's PLL. Default: "
            + PlanOptions.DEFAULT_CLOCK_MHZ
            + ",",
        "of hx8k 60, of icebreaker 24."
      })
  private Double clock;

  @Option(
      names = "--target",
      paramLabel = "T",
      defaultValue = "generic",
      completionCandidates = TargetWords.class,
      converter = TargetOfWord.class,
      description = "What it is built for: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Target target;

  @Mixin private GoalOptions goals;

  @Option(
      names = "--folding",
      paramLabel = "FILE",
      description =
          "PE, SIMD and (of a convolution, 1 if not said) M per layer, as JSON: {\"l1\": {\"pe\": 16,"
              + " \"simd\": 8, \"m\": 2}, …}. Every bundle has one, folding.json.")
  private Path folding;

  @Option(
      names = "--stream",
      paramLabel = "bytes|bits",
      defaultValue = "bytes",
      description =
          "What the host sends: image bytes, or bits it has encoded. Default: ${DEFAULT-VALUE}.")
  private StreamKind stream;

  @Option(
      names = "--wire",
      paramLabel = "uart|spi",
      description = "Between host and board (docs/link.md). Default: uart.")
  private WireKind wire;

  @Option(
      names = "--baud",
      paramLabel = "N",
      description = "Of a board's UART. Default: 3000000, or the most that the clock allows.")
  private Integer baud;

  @Option(names = "--scores", description = "Answer with all scores, not with the class.")
  private boolean scores;

  @Option(
      names = "--writable-weights",
      description = {
        "Let the host load other networks of the same shape while the design runs;",
        "costs memory for a second network (docs/host-runtime.md)."
      })
  private boolean writableWeights;

  /** Wires by the words of the command line. */
  enum WireKind {
    UART,
    SPI;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The plan for a network. */
  HardwarePlan plan(BinaryNetwork network) throws IOException {
    PlanOptions options = read(network);
    try {
      return PlanHardware.plan(network, options);
    } catch (IllegalArgumentException e) {
      throw folding == null ? e : new IllegalArgumentException(folding + ": " + e.getMessage(), e);
    }
  }

  /** Whether nothing special was asked. */
  boolean areDefault() {
    Goal goal = goal();
    return folding == null && withGoal(goal).equals(PlanOptions.defaults());
  }

  /** What is asked of the plan for a network. */
  PlanOptions read(BinaryNetwork network) throws IOException {
    Goal goal = goal();
    return withGoal(folding == null ? goal : FoldingFile.read(folding, network));
  }

  private PlanOptions withGoal(Goal goal) {
    return new PlanOptions(
        goal,
        clockMhz(),
        stream,
        scores,
        target,
        writableWeights ? WeightAccess.WRITABLE : WeightAccess.FIXED,
        wire());
  }

  /** What a board's PLL makes of the clock asked for. */
  private double clockMhz() {
    Optional<Board> board = target.board();
    if (board.isEmpty()) {
      return clock == null ? PlanOptions.DEFAULT_CLOCK_MHZ : clock;
    }
    double wanted = clock == null ? board.get().clockMhz() : clock;
    return board.get().pll(wanted).megahertz();
  }

  private Wire wire() {
    if (target.board().isEmpty()) {
      if (wire != null || baud != null) {
        throw new IllegalArgumentException(
            "--wire and --baud are for boards: add --target hx8k or icebreaker");
      }
      return Wire.USUAL;
    }
    if (wire == WireKind.SPI) {
      if (baud != null) {
        throw new IllegalArgumentException("--baud is for --wire uart");
      }
      return new Wire.Spi();
    }
    return baud == null ? Board.fastestUart(clockMhz()) : new Wire.Uart(baud);
  }

  /** The goal, unless it is a folding file. */
  private Goal goal() {
    return folding == null ? goals.read() : goals.read("--folding");
  }

  /** The words of {@code --target}, for help and completion. */
  private static final class TargetWords implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Target.words().iterator();
    }
  }

  private static final class TargetOfWord implements ITypeConverter<Target> {
    @Override
    public Target convert(String word) {
      try {
        return Target.parse(word);
      } catch (IllegalArgumentException e) {
        throw new UsageText.IllegalWordException(e.getMessage(), e);
      }
    }
  }
}
