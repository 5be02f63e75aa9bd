package dev.bnn.hwgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.GeneratedNetworks;
import dev.bnn.quantize.Padding;
import dev.bnn.quantize.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanHardwareTest {
  private static final Shape MNIST = new Shape(1, 28, 28);

  private static BinaryNetwork network(Encoding encoding, Shape image, int... neurons) {
    return GeneratedNetworks.dense(new SplittableRandom(1), image, encoding, neurons);
  }

  private static BinaryNetwork sfc() {
    return network(Encoding.binary(), MNIST, 256, 256, 256, 10);
  }

  private static PlanOptions fps(double rate) {
    return PlanOptions.defaults().withGoal(new Goal.Rate(rate));
  }

  private static PlanOptions folded(Folding... foldings) {
    return PlanOptions.defaults().withFoldings(List.of(foldings));
  }

  @Test
  void a_frame_takes_the_cycles_of_the_slowest_layer() {
    BinaryNetwork network = network(Encoding.binary(), new Shape(1, 4, 4), 8, 10);
    // l1: (8/2)·(16/4) = 16 cycles, l2: (10/1)·(8/2) = 40 cycles, 4 pixels a beat: 4 beats
    HardwarePlan plan = PlanHardware.plan(network, folded(new Folding(2, 4), new Folding(1, 2)));
    assertThat(plan.layers()).extracting(LayerPlan::cycles).containsExactly(16, 40);
    assertThat(plan.cyclesPerFrame()).isEqualTo(40);
    assertThat(plan.framesPerSecond()).isEqualTo(2_500_000);
  }

  @Test
  void the_default_is_a_frame_within_256_cycles() {
    HardwarePlan plan = PlanHardware.plan(sfc(), PlanOptions.defaults());
    assertThat(plan.cyclesPerFrame()).isLessThanOrEqualTo(256);
    assertThat(plan.inputBeats()).isLessThanOrEqualTo(plan.cyclesPerFrame());
    assertThat(Integer.bitCount(plan.valuesPerBeat())).as("a power of two").isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1_000, 50_000, 390_625, 1_000_000, 5_000_000, 50_000_000})
  void the_target_rate_is_reached(double rate) {
    assertThat(PlanHardware.plan(sfc(), fps(rate)).framesPerSecond()).isGreaterThanOrEqualTo(rate);
  }

  @Test
  void a_higher_rate_never_takes_less_hardware() {
    long before = 0;
    for (double rate : new double[] {1_000, 10_000, 100_000, 1_000_000, 10_000_000}) {
      long macs = PlanHardware.plan(sfc(), fps(rate)).macsPerCycle();
      assertThat(macs).as("MACs per cycle at %s frames/s", rate).isGreaterThanOrEqualTo(before);
      before = macs;
    }
  }

  @Test
  void an_impossible_rate_is_refused_with_the_reason() {
    assertThatThrownBy(() -> PlanHardware.plan(sfc(), fps(200_000_000)))
        .hasMessageContaining("every 0.50 cycles at 100.0 MHz");
  }

  @ParameterizedTest
  @CsvSource({
    "3, 4, 1, 2, PE 3 does not divide its 8 outputs",
    "2, 5, 1, 2, SIMD 5 does not divide its 16 inputs",
    "8, 4, 5, 3, SIMD 3 does not divide its 8 inputs"
  })
  void foldings_must_divide(int pe1, int simd1, int pe2, int simd2, String message) {
    BinaryNetwork network = network(Encoding.binary(), new Shape(1, 4, 4), 8, 10);
    PlanOptions options = folded(new Folding(pe1, simd1), new Folding(pe2, simd2));
    assertThatThrownBy(() -> PlanHardware.plan(network, options)).hasMessageContaining(message);
  }

  @Test
  void neighbours_of_any_widths_are_joined() {
    BinaryNetwork network = network(Encoding.binary(), new Shape(1, 3, 4), 12, 10);
    // l1: (12/6)·(12/12) = 2 cycles, l2: (10/1)·(12/4) = 30 cycles
    HardwarePlan plan = PlanHardware.plan(network, folded(new Folding(6, 12), new Folding(1, 4)));
    assertThat(plan.cyclesPerFrame()).isEqualTo(30);
  }

  @Test
  void the_number_of_foldings_must_be_that_of_the_layers() {
    assertThatThrownBy(() -> PlanHardware.plan(sfc(), folded(new Folding(1, 1))))
        .hasMessageContaining("foldings found: 1; needed: one for each of l1, l2, l3, l4");
  }

  @Test
  void bits_are_streamed_only_to_a_network_that_takes_bits() {
    BinaryNetwork pixels = network(Encoding.pixels(), new Shape(1, 4, 4), 8, 10);
    PlanOptions bits = PlanOptions.defaults().withStream(StreamKind.BITS);
    assertThatThrownBy(() -> PlanHardware.plan(pixels, bits)).hasMessageContaining("pixels");
    HardwarePlan plan = PlanHardware.plan(sfc(), bits);
    assertThat(plan.inputWidth() % 8).isZero();
    assertThat(plan.inputBeats() * plan.valuesPerBeat()).isEqualTo(784);
  }

  // ------------------------------------------------------------------ maps

  /** cnv of width 1: 64-64-pool-128-128-pool-256-256, 512-512-10 on 3×32×32 pixels. */
  private static BinaryNetwork cnv() {
    return GeneratedNetworks.convolutional(
        new SplittableRandom(2),
        new Shape(3, 32, 32),
        Encoding.pixels(),
        Padding.NONE,
        "64 64 pool 128 128 pool 256 256",
        512,
        512,
        10);
  }

  private static PlanOptions pynq() {
    Path file = Path.of("../docs/foldings/cnv-bnn-pynq.json");
    try {
      return PlanOptions.defaults().withGoal(FoldingFile.read(file, cnv()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void a_convolution_takes_the_cycles_of_its_matrix_at_every_pixel() {
    // BNN-PYNQ's folding of cnv (reference figures: FINN's BNN-PYNQ, config.h): cycles as there
    HardwarePlan plan = PlanHardware.plan(cnv(), pynq());
    assertThat(plan.layers())
        .extracting(LayerPlan::cycles)
        .containsExactly(
            // by hand: pixels · (outputs / PE) · (inputs / SIMD)
            900 * 4 * 9,
            784 * 2 * 18,
            144 * 8 * 18,
            100 * 8 * 36,
            9 * 64 * 36,
            256 * 72,
            512 * 64,
            512 * 64,
            2 * 512);
    assertThat(plan.stages())
        .filteredOn(PoolPlan.class::isInstance)
        .as("pools")
        .allMatch(pool -> pool.cycles() <= 32_768);
    assertThat(plan.cyclesPerFrame()).isEqualTo(32_768);
  }

  @Test
  void a_window_keeps_the_rows_under_it_and_of_the_next_map_what_it_cannot_wait_for() {
    // of 32,768 cycles l5 has 28,800 to do: it can wait for two rows of the next map to come
    HardwarePlan relaxed = PlanHardware.plan(cnv(), pynq());
    assertThat(windows(relaxed)).extracting(WindowPlan::rows).containsOnly(3);

    // one convolution alone is the slowest there is. While 3 rows are under the window, two of the
    // next map come, and the third as the window leaves the first of this one, column by column
    BinaryNetwork one =
        GeneratedNetworks.convolutional(
            new SplittableRandom(3), new Shape(1, 8, 8), Encoding.binary(), Padding.NONE, "4", 2);
    HardwarePlan busy = PlanHardware.plan(one, folded(new Folding(1, 1), new Folding(2, 144)));
    assertThat(windows(busy)).extracting(WindowPlan::rows).containsExactly(5);
  }

  @Test
  void a_window_gives_the_inputs_of_a_cycle_in_the_narrowest_beat_that_holds_them() {
    BinaryNetwork network =
        GeneratedNetworks.convolutional(
            new SplittableRandom(4), new Shape(6, 8, 8), Encoding.binary(), Padding.NONE, "4", 2);
    // of 6 channels under 3×3: part of a pixel, a pixel, a line of the window, all of it
    assertThat(beatOf(network, 3)).isEqualTo(List.of(3, 1, 1));
    assertThat(beatOf(network, 6)).isEqualTo(List.of(6, 1, 1));
    assertThat(beatOf(network, 9)).isEqualTo(List.of(6, 3, 1));
    assertThat(beatOf(network, 18)).isEqualTo(List.of(6, 3, 1));
    assertThat(beatOf(network, 27)).isEqualTo(List.of(6, 3, 3));
  }

  private static List<Integer> beatOf(BinaryNetwork network, int simd) {
    WindowPlan window =
        windows(PlanHardware.plan(network, folded(new Folding(4, simd), new Folding(2, 144))))
            .get(0);
    return List.of(window.lanes(), window.columns(), window.lines());
  }

  private static List<WindowPlan> windows(HardwarePlan plan) {
    return plan.layers().stream().flatMap(layer -> layer.window().stream()).toList();
  }

  @Test
  void a_map_comes_in_pixel_by_pixel() {
    HardwarePlan plan = PlanHardware.plan(cnv(), fps(1e8 / 1024));
    assertThat(plan.cyclesPerFrame()).isEqualTo(32 * 32);
    assertThatThrownBy(() -> PlanHardware.plan(cnv(), fps(1e8 / 1023)))
        .hasMessageContaining("layer l1 takes at least 1,024 cycles");
  }

  @Test
  void the_default_of_a_small_convolution_is_a_pixel_a_cycle() {
    BinaryNetwork small =
        GeneratedNetworks.convolutional(
            new SplittableRandom(5), new Shape(3, 32, 32), Encoding.pixels(), Padding.NONE, "8", 2);
    HardwarePlan plan = PlanHardware.plan(small, PlanOptions.defaults());
    assertThat(plan.cyclesPerFrame()).isLessThanOrEqualTo(32 * 32);
  }

  @Test
  void pixels_at_once_must_divide_a_row() {
    BinaryNetwork network =
        GeneratedNetworks.convolutional(
            new SplittableRandom(4), new Shape(6, 8, 8), Encoding.binary(), Padding.NONE, "4", 2);
    assertThatThrownBy(
            () -> PlanHardware.plan(network, folded(new Folding(4, 3, 4), new Folding(2, 144))))
        .hasMessageContaining("M 4 does not divide its 6 columns");
    assertThatThrownBy(
            () -> PlanHardware.plan(network, folded(new Folding(4, 3), new Folding(2, 144, 2))))
        .hasMessageContaining("M 2 does not divide its one pixel");
  }

  @Test
  void a_folding_file_names_the_layers_with_weights(@TempDir Path folder) throws IOException {
    BinaryNetwork network = cnv();
    Path file = folder.resolve("folding.json");
    Files.writeString(file, "{\"l1\": {\"pe\": 1, \"simd\": 1}, \"l3\": {\"pe\": 1, \"simd\": 1}}");
    assertThatThrownBy(() -> FoldingFile.read(file, network))
        .hasMessageContaining("found 'l3' where l2 belongs");
  }

  @Test
  void a_folding_file_may_say_the_inputs_beat(@TempDir Path folder) throws IOException {
    BinaryNetwork network = cnv();
    HardwarePlan plan = PlanHardware.plan(network, PlanOptions.defaults());
    Path file = folder.resolve("folding.json");
    String text = FoldingFile.write(plan);
    String own = "\"values\": " + plan.valuesPerBeat() + " ";
    assertThat(text).contains(own);
    Files.writeString(file, text.replace(own, "\"values\": 1 "));
    PlanOptions one = PlanOptions.defaults().withGoal(FoldingFile.read(file, network));
    int values = plan.valuesPerBeat() * plan.inputBeats();
    assertThat(PlanHardware.plan(network, one).inputBeats()).isEqualTo(values);
    assertThat(PlanHardware.plan(network, one).cyclesPerFrame()).isGreaterThanOrEqualTo(values);
    Files.writeString(file, text.replace(own, "\"values\": 7777 "));
    PlanOptions wrong = PlanOptions.defaults().withGoal(FoldingFile.read(file, network));
    assertThatThrownBy(() -> PlanHardware.plan(network, wrong))
        .hasMessageContaining("input: 7777 values a beat do not divide a frame of " + values);
    Files.writeString(file, text.replace("\"values\"", "\"value\""));
    assertThatThrownBy(() -> FoldingFile.read(file, network))
        .hasMessageContaining("input: unknown 'value': use values");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 2",
    "0, 1, 2",
    "-1, 0, 1",
    "-2, 1, 2",
    "-128, 127, 8",
    "-128, 128, 9",
    "-129, 0, 9",
    "-255, 256, 10",
    "5, 7, 4"
  })
  void signed_widths_hold_both_ends(int low, int high, int width) {
    assertThat(PlanHardware.signedWidth(low, high)).isGreaterThanOrEqualTo(1);
    int bits = PlanHardware.signedWidth(low, high);
    assertThat(-(1L << (bits - 1))).isLessThanOrEqualTo(low);
    assertThat((1L << (bits - 1)) - 1).isGreaterThanOrEqualTo(high);
    assertThat(bits).isLessThanOrEqualTo(width);
  }

  @Test
  void versions_are_compared_by_their_numbers() {
    assertThat(ExternalTool.compareVersions("5.006", "5.6")).isZero();
    assertThat(ExternalTool.compareVersions("5.10", "5.9")).isPositive();
    assertThat(ExternalTool.compareVersions("11.0", "12")).isNegative();
    assertThat(ExternalTool.compareVersions("4.3", "4.3.0")).isZero();
  }
}
