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
    List<byte[]> images = images(network, count);
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
    assertThat(List.of(report.intervalMinimum(), report.intervalMaximum()))
        .as("steady state of %s", this)
        .containsOnly((long) bundle.plan().cyclesPerFrame());
  }

  private void checkPace(HardwarePlan plan, SimulationReport report) {
    if (plan.isPaceExact()) {
      assertThat(List.of(report.intervalMinimum(), report.intervalMaximum()))
          .as("steady state of %s", this)
          .containsOnly((long) plan.cyclesPerFrame());
    }
  }

  private BundleFolder write(Path folder) throws IOException {
    HardwarePlan plan = PlanHardware.plan(network, options);
    BundleFolder.write(
        BundleGenerator.generate(network, plan, images(network, 3)), folder.resolve("fpga"));
    return BundleFolder.open(folder.resolve("fpga"));
  }

  private static List<byte[]> images(BinaryNetwork network, int count) {
    SplittableRandom random = new SplittableRandom(23);
    return Stream.generate(() -> GeneratedNetworks.image(random, network)).limit(count).toList();
  }
}
