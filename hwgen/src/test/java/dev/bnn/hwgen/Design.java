package dev.bnn.hwgen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.GeneratedNetworks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A network and how to build it. */
record Design(BinaryNetwork network, PlanOptions options) {
  /** Of every run: reset, the bench's own registers, and its wait for a result too many. */
  private static final long BENCH_CYCLES = 200;

  private static final int MOST_CYCLES = 2000;
  private static final int MOST_MACS = 4000;
  private static final int MOST_CHOICES = 10_000;

  @Override
  public String toString() {
    return network.input().encoding().name()
        + " "
        + options.stream()
        + " "
        + options.goal()
        + (options.scores() ? " scores" : "");
  }

  /** Neighbours fit as they happen to: most ratios are not whole. */
  static List<Folding> randomFoldings(SplittableRandom random, BinaryNetwork network) {
    return PlanHardware.plan(network, PlanOptions.defaults()).layers().stream()
        .map(
            layer ->
                new Folding(
                    randomDivisor(random, layer.outputs()),
                    randomDivisor(random, layer.inputs()),
                    random.nextInt(3) > 0
                        ? 1
                        : layer
                            .window()
                            .map(w -> randomDivisor(random, w.window().outputWidth()))
                            .orElse(1)))
        .toList();
  }

  /** Foldings with which Icarus Verilog needs seconds and not minutes. */
  static List<Folding> quickFoldings(SplittableRandom random, BinaryNetwork network) {
    while (true) {
      List<Folding> foldings = randomFoldings(random, network);
      HardwarePlan plan =
          PlanHardware.foldWithoutBuffers(
              network, PlanOptions.defaults(), Goal.Folded.of(foldings));
      if (plan.cyclesPerFrame() <= MOST_CYCLES
          && plan.macsPerCycle() <= MOST_MACS
          && plan.layers().stream().allMatch(layer -> choices(layer) <= MOST_CHOICES)) {
        return foldings;
      }
    }
  }

  /** Bits that are chosen among the banks of a window, times the banks. */
  private static long choices(LayerPlan layer) {
    return layer
        .window()
        .map(
            window -> {
              int pixels = layer.folding().pixels();
              long banks = (pixels - 1L) * window.window().stride() + window.columns();
              long rows = window.lines() == 1 ? 1 : window.rows();
              return banks * rows * pixels * window.beatValues() * layer.inputValueWidth();
            })
        .orElse(0L);
  }

  private static int randomDivisor(SplittableRandom random, int n) {
    int[] divisors = IntStream.rangeClosed(1, n).filter(d -> n % d == 0).toArray();
    return divisors[random.nextInt(divisors.length)];
  }

  /**
   * Simulates it in Icarus Verilog, unhindered and with random waits, and compares every layer; a
   * dense design must take exactly the predicted cycles.
   */
  void assertEqualToInterpreter(Path folder, int count) throws IOException {
    BundleFolder bundle = write(folder);
    for (Optional<Integer> stall : List.of(Optional.<Integer>empty(), Optional.of(5))) {
      SimulationReport report = simulate(bundle, count, stall);
      assertThat(report.problems()).as("%s, stall %s", this, stall).isEmpty();
      assertThat(report.complete()).as("%s, stall %s: %s", this, stall, report).isTrue();
      assertThat(report.agrees()).isTrue();
      if (stall.isEmpty()) {
        checkPace(bundle.plan(), report);
      }
    }
  }

  private SimulationReport simulate(BundleFolder bundle, int count, Optional<Integer> stall)
      throws IOException {
    List<byte[]> images = images(count);
    return RtlSimulation.run(
        bundle,
        count,
        images::get,
        new RtlSimulation.Options(Simulator.ICARUS, stall, Optional.empty()));
  }

  /** Simulates it unhindered; cycles between two results in steady state must be as predicted. */
  void assertKeepsPredictedPace(Path folder, int count) throws IOException {
    BundleFolder bundle = write(folder);
    SimulationReport report = simulate(bundle, count, Optional.empty());
    assertThat(report.agrees()).as("%s", report).isTrue();
    checkPace(bundle.plan(), report);
    assertThat(List.of(report.timing().intervalMinimum(), report.timing().intervalMaximum()))
        .as("steady state of %s", this)
        .containsOnly((long) bundle.plan().cyclesPerFrame());
  }

  /** Every result comes in the cycle that the model of the handshakes says. */
  private void checkPace(HardwarePlan plan, SimulationReport report) {
    assertThat(report.timing())
        .as("timing of %s", this)
        .isEqualTo(Timing.predict(plan, report.frames()));
    long[] results = PaceModel.resultCycles(plan, report.frames());
    assertThat(report.cycles() - results[report.frames() - 1] - 2L * plan.cyclesPerFrame())
        .as("cycles before the first beat and after the last result of %s", this)
        .isEqualTo(BENCH_CYCLES);
  }

  private BundleFolder write(Path folder) throws IOException {
    HardwarePlan plan = PlanHardware.plan(network, options);
    BundleFolder.write(BundleGenerator.generate(network, plan, images(3)), folder.resolve("fpga"));
    return BundleFolder.open(folder.resolve("fpga"));
  }

  List<byte[]> images(int count) {
    SplittableRandom random = new SplittableRandom(23);
    return Stream.generate(() -> GeneratedNetworks.image(random, network)).limit(count).toList();
  }
}
