package dev.bnn.hwgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.GeneratedNetworks;
import dev.bnn.quantize.Padding;
import dev.bnn.quantize.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChooseFoldingsTest {
  private static final PlanOptions DEFAULTS = PlanOptions.defaults();

  private static BinaryNetwork sfc() {
    return GeneratedNetworks.dense(
        new SplittableRandom(1), new Shape(1, 28, 28), Encoding.binary(), 256, 256, 256, 10);
  }

  private static BinaryNetwork tfc() {
    return GeneratedNetworks.dense(
        new SplittableRandom(3), new Shape(1, 8, 8), Encoding.pixels(), 64, 64, 64, 10);
  }

  private static BinaryNetwork convolutional() {
    return GeneratedNetworks.convolutional(
        new SplittableRandom(2),
        new Shape(3, 12, 12),
        Encoding.pixels(),
        Padding.NONE,
        "8 16 pool",
        32,
        10);
  }

  private static PlanOptions on(String target, Goal goal) {
    return DEFAULTS.withClock(Target.parse(target), 100).withGoal(goal);
  }

  @ParameterizedTest
  @ValueSource(strings = {"xc7z020", "xcku115"})
  void what_fits_is_within_the_share_and_no_faster_pace_is(String part) {
    Target target = Target.parse(part);
    BinaryNetwork network = sfc();
    HardwarePlan plan = PlanHardware.plan(network, on(part, new Goal.Fit(0.8)));
    assertThat(target.fits(EstimateResources.total(plan), 0.8)).isTrue();
    int faster = plan.cyclesPerFrame() - 1;
    if (faster > 0) {
      // the cheapest that is faster, without a limit, takes more than 80 % of something
      HardwarePlan next = PlanHardware.plan(network, on("xcu250", rate(faster)));
      assertThat(target.fits(EstimateResources.total(next), 0.8)).as("%s", next).isFalse();
    }
  }

  /** No larger part of the family could be asked: the trade-offs have no limits either. */
  @Test
  void on_ice40_what_fits_is_within_the_share_and_nothing_cheap_that_is_faster() {
    Target target = Target.ICE40_HX8K;
    HardwarePlan plan = PlanHardware.plan(tfc(), on("ice40-hx8k", new Goal.Fit(0.8)));
    assertThat(target.fits(EstimateResources.total(plan), 0.8)).isTrue();
    assertThat(PlanHardware.tradeOffs(tfc(), on("ice40-hx8k", Goal.USUAL)))
        .filteredOn(other -> other.cyclesPerFrame() < plan.cyclesPerFrame())
        .isNotEmpty()
        .noneMatch(other -> target.fits(other.resources(), 0.8));
  }

  private static Goal rate(int cycles) {
    return new Goal.Rate(1e8 / cycles);
  }

  @Test
  void a_larger_share_is_never_slower() {
    int before = Integer.MAX_VALUE;
    for (double share : new double[] {0.3, 0.5, 0.8, 1}) {
      int cycles =
          PlanHardware.plan(convolutional(), on("xc7z020", new Goal.Fit(share))).cyclesPerFrame();
      assertThat(cycles).isLessThanOrEqualTo(before);
      before = cycles;
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {5e-6, 20e-6, 100e-6})
  void a_latency_is_kept_and_a_shorter_one_is_not_cheaper(double seconds) {
    for (BinaryNetwork network : List.of(sfc(), convolutional())) {
      HardwarePlan plan =
          PlanHardware.plan(network, on("generic", new Goal.Latency(seconds, Optional.empty())));
      assertThat(plan.latency()).isLessThanOrEqualTo(Math.round(seconds * 1e8));
      HardwarePlan relaxed =
          PlanHardware.plan(
              network, on("generic", new Goal.Latency(2 * seconds, Optional.empty())));
      assertThat(EstimateResources.total(relaxed).price())
          .isLessThanOrEqualTo(EstimateResources.total(plan).price());
    }
  }

  @Test
  void a_latency_and_a_rate_are_kept_together() {
    Goal.Rate rate = new Goal.Rate(1e8 / 16);
    HardwarePlan plan =
        PlanHardware.plan(sfc(), on("xczu7ev", new Goal.Latency(62e-8, Optional.of(rate))));
    assertThat(plan.cyclesPerFrame()).isLessThanOrEqualTo(16);
    assertThat(plan.latency()).isLessThanOrEqualTo(62);
    HardwarePlan later = PlanHardware.plan(sfc(), on("xczu7ev", rate));
    assertThat(later.latency()).isGreaterThan(62);
    assertThat(EstimateResources.total(later).price())
        .isLessThan(EstimateResources.total(plan).price());
  }

  @Test
  void a_goal_that_cannot_be_met_says_what_can_and_what_limits() {
    assertThatThrownBy(() -> PlanHardware.plan(tfc(), on("ice40-up5k", rate(2))))
        .hasMessageContaining("50,000,000 frames per second do not fit ice40-up5k")
        .hasMessageContaining("of 5,280 LUT, l")
        .hasMessageContaining("can be reached, a frame every");
    assertThatThrownBy(() -> PlanHardware.plan(convolutional(), on("xc7z020", rate(100))))
        .hasMessageContaining("layer l1 takes at least 144 cycles in every folding")
        .hasMessageContaining("694,444 frames per second at most");
    assertThatThrownBy(
            () ->
                PlanHardware.plan(sfc(), on("xc7z020", new Goal.Latency(10e-9, Optional.empty()))))
        .hasMessageContaining("a latency of 0.010 µs cannot be reached at 100.0 MHz on xc7z020")
        .hasMessageContaining("the least found is");
    assertThatThrownBy(() -> PlanHardware.plan(sfc(), on("ice40-up5k", new Goal.Fit(0.01))))
        .hasMessageContaining("nothing fits 1 % of ice40-up5k")
        .hasMessageContaining("of 30 block memories, l")
        .hasMessageContaining("no folding fits");
    assertThatThrownBy(() -> PlanHardware.plan(sfc(), on("generic", new Goal.Fit(0.8))))
        .hasMessageContaining("--fit needs a part")
        .hasMessageContaining("xc7z020");
  }

  @Test
  void the_chosen_folding_is_a_file_that_gives_the_same_plan(@TempDir Path folder)
      throws IOException {
    for (BinaryNetwork network : List.of(sfc(), convolutional())) {
      HardwarePlan plan = PlanHardware.plan(network, on("xc7z020", new Goal.Fit(0.5)));
      Path file = Files.writeString(folder.resolve("f.json"), FoldingFile.write(plan));
      PlanOptions again = on("xc7z020", FoldingFile.read(file, network));
      assertThat(PlanHardware.plan(network, again).stages()).isEqualTo(plan.stages());
    }
  }

  @Test
  void no_trade_off_is_beaten_by_another() {
    List<TradeOff> all = PlanHardware.tradeOffs(convolutional(), on("xc7z020", Goal.USUAL));
    assertThat(all).hasSizeGreaterThan(5);
    for (int i = 1; i < all.size(); i++) {
      TradeOff slower = all.get(i - 1);
      TradeOff faster = all.get(i);
      assertThat(faster.cyclesPerFrame()).isLessThan(slower.cyclesPerFrame());
      assertThat(
              faster.resources().lut() > slower.resources().lut()
                  || faster.resources().halfBlocks() > slower.resources().halfBlocks())
          .isTrue();
    }
  }

  @Test
  void a_share_is_above_nothing_and_at_most_all() {
    assertThatThrownBy(() -> new Goal.Fit(0)).hasMessageContaining("above 0");
    assertThatThrownBy(() -> new Goal.Fit(1.01)).hasMessageContaining("at most 100");
    assertThatThrownBy(() -> new Goal.Latency(0, Optional.empty()))
        .hasMessageContaining("must be positive");
    assertThatThrownBy(() -> new Goal.Rate(-1)).hasMessageContaining("must be positive");
  }
}
