package dev.bnn.hwgen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.GeneratedNetworks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rows and FIFOs in front of windows: enough, and not one too many. That the model's cycles are
 * those of the RTL is checked wherever a {@link Design} is simulated.
 */
class PaceTest {
  private static final int SEEDS = 250;

  @TempDir Path folder;

  private static Design design(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    BinaryNetwork network = GeneratedNetworks.convolutional(random);
    return new Design(
        network, PlanOptions.defaults().withFoldings(Design.quickFoldings(random, network)));
  }

  private static HardwarePlan plan(Design design) {
    return PlanHardware.plan(design.network(), design.options());
  }

  /** The stages behind a FIFO. */
  private static List<Integer> stagesWithFifo(HardwarePlan plan) {
    return IntStream.range(0, plan.stages().size())
        .filter(i -> plan.stages().get(i).fifo() > 0)
        .boxed()
        .toList();
  }

  private static HardwarePlan shortened(HardwarePlan plan, int stage) {
    List<StagePlan> stages = new ArrayList<>(plan.stages());
    stages.set(stage, stages.get(stage).withFifo(stages.get(stage).fifo() - 1));
    return plan.withStages(stages);
  }

  private static HardwarePlan withRow(HardwarePlan plan, int stage, int rows) {
    List<StagePlan> stages = new ArrayList<>(plan.stages());
    LayerPlan layer = (LayerPlan) stages.get(stage);
    stages.set(stage, layer.withWindow(window -> window.withRows(rows)));
    return plan.withStages(stages);
  }

  @Test
  void every_plan_takes_a_frame_in_the_cycles_of_its_slowest_stage() {
    for (int seed = 0; seed < SEEDS; seed++) {
      HardwarePlan plan = plan(design(seed));
      assertThat(PaceModel.steadyPace(plan))
          .as("seed %d", seed)
          .hasValueSatisfying(
              pace ->
                  assertThat(pace.cycles())
                      .isEqualTo((long) pace.frames() * plan.cyclesPerFrame()));
    }
  }

  @Test
  void no_fifo_can_be_shorter() {
    int fifos = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      HardwarePlan plan = plan(design(seed));
      for (int stage : stagesWithFifo(plan)) {
        fifos++;
        assertThat(PaceModel.steadyPace(shortened(plan, stage)))
            .as("seed %d, stage %d", seed, stage)
            .hasValueSatisfying(
                pace -> assertThat(pace.keeps(plan.cyclesPerFrame())).as("%s", pace).isFalse());
      }
    }
    assertThat(fifos).as("FIFOs in all plans").isGreaterThan(20);
  }

  @Test
  void no_row_can_be_missing() {
    int rows = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      HardwarePlan plan = plan(design(seed));
      for (int stage = 0; stage < plan.stages().size(); stage++) {
        if (!(plan.stages().get(stage) instanceof LayerPlan layer) || layer.window().isEmpty()) {
          continue;
        }
        WindowPlan window = layer.window().orElseThrow();
        if (window.rows() == window.window().kernel()) {
          continue;
        }
        rows++;
        LayerPlan fewer = (LayerPlan) withRow(plan, stage, window.rows() - 1).stages().get(stage);
        assertThat(PaceModel.steadyPace(fewer))
            .as("seed %d, stage %d alone", seed, stage)
            .hasValueSatisfying(
                pace -> assertThat(pace.keeps(plan.cyclesPerFrame())).as("%s", pace).isFalse());
      }
    }
    assertThat(rows).as("windows of more rows than their kernel").isGreaterThan(20);
  }

  static IntStream seedsWithFifos() {
    return IntStream.range(0, SEEDS)
        .filter(seed -> !stagesWithFifo(plan(design(seed))).isEmpty())
        .limit(4);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seedsWithFifos")
  void the_rtl_slows_down_as_predicted_if_a_fifo_is_shorter(int seed) throws IOException {
    Tools.require(ExternalTool.ICARUS);
    Design design = design(seed);
    HardwarePlan plan = plan(design);
    assertThat(timing(design, plan)).isEqualTo(Timing.predict(plan, IMAGES));
    for (int stage : stagesWithFifo(plan)) {
      HardwarePlan slow = shortened(plan, stage);
      Timing timing = timing(design, slow);
      assertThat(timing).as("stage %d", stage).isEqualTo(Timing.predict(slow, IMAGES));
      assertThat(timing.intervalMaximum()).isGreaterThan(plan.cyclesPerFrame());
    }
  }

  private static final int IMAGES = 8;

  private Timing timing(Design design, HardwarePlan plan) throws IOException {
    Path bundle = folder.resolve("fpga");
    BundleFolder.write(BundleGenerator.generate(design.network(), plan, design.images(3)), bundle);
    List<byte[]> images = design.images(IMAGES);
    SimulationReport report =
        RtlSimulation.run(
            BundleFolder.open(bundle),
            IMAGES,
            images::get,
            new RtlSimulation.Options(Simulator.ICARUS, Optional.empty(), Optional.empty()));
    assertThat(report.agrees()).as("%s", report).isTrue();
    return report.timing();
  }
}
