package dev.bnn.hwgen;

import dev.bnn.quantize.AtomicFiles;
import dev.bnn.quantize.BinaryNetwork;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Makes the bitstream of a bundle for a board, by its own Makefile: Yosys, nextpnr-ice40, icepack.
 *
 * <p>Seeds of the placer are tried in order until the clock is met, so that the same files and
 * tools give the same bitstream.
 */
final class BuildBitstream {
  static final String BITSTREAM = "board/bnn_board.bin";
  static final String NETLIST = "board/netlist.v";
  static final String REPORT = "board/report.json";

  /** Placements that are tried. */
  static final int SEEDS = 8;

  /** How much slower the foldings are that are tried where the clock is not met. */
  private static final int[] SLOWER = {2, 8};

  private static final int SEEDS_OF_SLOWER = 2;

  private BuildBitstream() {}

  /**
   * The files that come of it, by name.
   *
   * @param files of the bundle
   * @throws ToolMissingException if a program is not installed
   * @throws BitstreamException if the design does not fit, or not at the clock
   */
  static SortedMap<String, byte[]> build(
      BinaryNetwork network,
      HardwarePlan plan,
      Map<String, byte[]> files,
      Consumer<String> progress)
      throws IOException {
    for (ExternalTool tool : ExternalTool.forBitstream()) {
      tool.require();
    }
    try (TemporaryFolder folder = TemporaryFolder.create("bnn-bitstream-")) {
      Path work = folder.path();
      List<Placement> tried = place(plan, files, work, SEEDS, progress);
      Placement last = tried.get(tried.size() - 1);
      if (!last.meets(plan)) {
        throw new BitstreamException(
            timingNotMet(plan, tried) + slowerThatMeets(network, plan, progress));
      }
      make(work, "bitstream", last.seed());
      SortedMap<String, byte[]> made = new TreeMap<>();
      made.put(BITSTREAM, Files.readAllBytes(work.resolve("build/bnn_board.bin")));
      made.put(NETLIST, Files.readAllBytes(work.resolve("build/netlist.v")));
      made.put(REPORT, last.toReport(plan).getBytes(StandardCharsets.UTF_8));
      return made;
    }
  }

  /** Places until the clock is met, with so many seeds at most; one placement each. */
  static List<Placement> place(
      HardwarePlan plan, Map<String, byte[]> files, Path work, int seeds, Consumer<String> progress)
      throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      AtomicFiles.write(work.resolve(file.getKey()), file.getValue());
    }
    progress.accept("yosys: synthesis …");
    ToolRun.require(work, List.of("make", "-s", "synth"));
    List<Placement> tried = new ArrayList<>();
    for (int seed = 1; seed <= seeds; seed++) {
      Placement placement = place(plan, work, seed);
      tried.add(placement);
      progress.accept(describe(plan, placement));
      if (placement.meets(plan)) {
        break;
      }
    }
    return tried;
  }

  private static Placement place(HardwarePlan plan, Path work, int seed) throws IOException {
    Files.deleteIfExists(work.resolve("build/bnn_board.asc"));
    try {
      make(work, "place", seed);
    } catch (ToolException e) {
      throw new BitstreamException(doesNotFit(plan, e));
    }
    return Placement.read(work.resolve("build/timing.json"), seed);
  }

  private static void make(Path work, String target, int seed) throws IOException {
    ToolRun.require(work, List.of("make", "-s", "SEED=" + seed, target));
  }

  private static String describe(HardwarePlan plan, Placement placement) {
    return String.format(
        Locale.ROOT,
        "nextpnr-ice40, seed %d: %.1f MHz of %s, %,d of %,d logic cells, %d of %d block memories",
        placement.seed(),
        placement.fmaxMhz(),
        plan.options().clockMhz(),
        placement.logicCells(),
        placement.logicCellsThere(),
        placement.blocks(),
        placement.blocksThere());
  }

  private static String doesNotFit(HardwarePlan plan, ToolException failure) {
    Resources predicted = plan.options().target().occupied(EstimateResources.total(plan));
    return String.format(
        Locale.ROOT,
        "the design does not fit %s (predicted: %,d logic cells, %.0f block memories): ask for a"
            + " slower one with --target-fps, or leave more room with --fit --utilization%n%s",
        plan.options().target(),
        predicted.lut(),
        predicted.blocks(),
        failure.getMessage());
  }

  private static String timingNotMet(HardwarePlan plan, List<Placement> tried) {
    double clock = plan.options().clockMhz();
    double best = tried.stream().mapToDouble(Placement::fmaxMhz).max().orElseThrow();
    Board board = plan.options().target().board().orElseThrow();
    return String.format(
        Locale.ROOT,
        "timing is not met: %.1f MHz of %s MHz, %.1f %% too slow, with the best of %d seeds; %s",
        best,
        clock,
        100 * (1 - best / clock),
        tried.size(),
        lowerClock(board, best)
            .map(pll -> "this folding fits --clock " + pll.megahertz())
            .orElse("the PLL makes no clock so low"));
  }

  /** A folding that meets the clock, placed to be sure; its wires are fewer. */
  private static String slowerThatMeets(
      BinaryNetwork network, HardwarePlan plan, Consumer<String> progress) throws IOException {
    for (int factor : SLOWER) {
      double rate = plan.framesPerSecond() / factor;
      Optional<HardwarePlan> slower = planFor(network, plan.options(), rate);
      if (slower.isEmpty()) {
        continue;
      }
      progress.accept(
          String.format(
              Locale.ROOT,
              "trying a folding with a frame every %,d cycles …",
              slower.get().cyclesPerFrame()));
      try (TemporaryFolder folder = TemporaryFolder.create("bnn-bitstream-")) {
        Map<String, byte[]> files =
            BundleGenerator.sources(network, slower.get(), List.of(), List.of());
        List<Placement> tried =
            place(slower.get(), files, folder.path(), SEEDS_OF_SLOWER, progress);
        if (tried.get(tried.size() - 1).meets(slower.get())) {
          return String.format(
              Locale.ROOT,
              "; a folding with a frame every %,d cycles meets it: --target-fps %.0f",
              slower.get().cyclesPerFrame(),
              rate);
        }
      }
    }
    return "; no slower folding was found that meets it";
  }

  private static Optional<HardwarePlan> planFor(
      BinaryNetwork network, PlanOptions options, double framesPerSecond) {
    try {
      return Optional.of(
          PlanHardware.plan(network, options.withGoal(new Goal.Rate(framesPerSecond))));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // there is none
    }
  }

  private static Optional<Pll> lowerClock(Board board, double megahertz) {
    try {
      return Optional.of(board.pll(megahertz));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
