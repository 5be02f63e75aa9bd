package dev.bnn.hwgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.GeneratedNetworks;
import dev.bnn.quantize.Padding;
import dev.bnn.quantize.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Designs for boards. */
class BoardTest {
  private static final Shape DIGITS = new Shape(1, 8, 8);
  private static final Shape MNIST = new Shape(1, 28, 28);
  private static final Path APPROVED =
      Path.of("src/test/resources/dev/bnn/hwgen/approved/bnn_board.v");

  @TempDir Path folder;

  private static BinaryNetwork dense(Shape image, int... neurons) {
    return GeneratedNetworks.dense(
        new SplittableRandom(7), image, Encoding.parse("binary"), neurons);
  }

  private static PlanOptions on(String board) {
    Target target = Target.parse(board);
    return PlanOptions.defaults().withClock(target, target.board().orElseThrow().clockMhz());
  }

  private static SortedMap<String, byte[]> bundle(BinaryNetwork network, PlanOptions options) {
    byte[] image = GeneratedNetworks.image(new SplittableRandom(5), network);
    return BundleGenerator.generate(
        network, PlanHardware.plan(network, options), List.of(image, image));
  }

  private static String text(Map<String, byte[]> files, String name) {
    return new String(files.get(name), StandardCharsets.UTF_8);
  }

  private static JsonNode contract(Map<String, byte[]> files) throws IOException {
    return new ObjectMapper().readTree(files.get("host-runtime.json"));
  }

  // ------------------------------------------------------------------ files

  @Test
  void the_board_reads_as_approved() throws IOException {
    String board = text(bundle(dense(DIGITS, 16, 16, 10), on("hx8k")), "rtl/bnn_board.v");
    if (Boolean.getBoolean("approve")) { // mvn test -Dapprove=true writes the file anew
      Files.writeString(APPROVED, board);
    }
    assertThat(board).isEqualTo(Files.readString(APPROVED));
  }

  @ParameterizedTest
  @CsvSource({"hx8k, false", "hx8k, true", "icebreaker, false", "icebreaker, true"})
  void the_board_and_its_harness_pass_lint(String word, boolean spi) throws IOException {
    Tools.requireVerilator();
    PlanOptions options = on(word).withWire(spi ? new Wire.Spi() : Board.fastestUart(24));
    BundleFolder.write(bundle(dense(DIGITS, 16, 16, 10), options), folder.resolve("b"));
    Path bundle = folder.resolve("b");
    ToolRun.require(
        bundle,
        List.of(
            "verilator",
            "--lint-only",
            "-Wall",
            "-Wno-UNUSEDPARAM", // of the PLL's model, which has all that the cell has
            "-Wno-DECLFILENAME",
            "--top-module",
            "bnn_board",
            "-f",
            "bnn_board.f",
            "sim/ice40_pll.v"));
  }

  @Test
  void every_port_of_the_board_has_a_pin_of_its_own() {
    for (String word : List.of("hx8k", "icebreaker")) {
      for (Wire wire : List.of(Wire.USUAL, new Wire.Spi())) {
        String pins =
            BoardWriter.writePins(
                PlanHardware.plan(dense(DIGITS, 16, 10), on(word).withWire(wire)));
        List<String> places =
            pins.lines()
                .filter(line -> line.startsWith("set_io"))
                .map(l -> l.split(" ")[2])
                .toList();
        assertThat(places).doesNotHaveDuplicates().doesNotContain("null");
        assertThat(places).hasSize(wire instanceof Wire.Spi ? 7 : 5);
      }
    }
  }

  // ------------------------------------------------------------------ contract

  @ParameterizedTest
  @CsvSource({"hx8k, bytes", "hx8k, bits", "icebreaker, bytes", "icebreaker, bits"})
  void the_contract_follows_its_schema(String word, String stream) throws IOException {
    PlanOptions options = on(word).withStream(StreamKind.valueOf(stream.toUpperCase(Locale.ROOT)));
    SortedMap<String, byte[]> files = bundle(dense(DIGITS, 16, 16, 10), options);
    assertThat(
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(text(files, "host-runtime.schema.json"))
                .validate(contract(files)))
        .isEmpty();
  }

  @Test
  void the_link_is_what_docs_link_md_says_of_it() throws IOException {
    PlanOptions options = on("icebreaker").withStream(StreamKind.BITS);
    JsonNode link = contract(bundle(dense(MNIST, 16, 10), options)).path("link");
    // 784 bits in 98 bytes; 107 with what is around them; four of those in 512 bytes, and two
    // inside
    assertThat(link.path("imageBytes").asInt()).isEqualTo(98);
    assertThat(link.path("resultBytes").asInt()).isEqualTo(4);
    assertThat(link.path("window").asInt()).isEqualTo(6);
    assertThat(link.path("baud").asInt()).isEqualTo(3_000_000);
  }

  @Test
  void a_design_that_works_while_an_image_comes_in_buffers_two_images() throws IOException {
    BinaryNetwork network =
        GeneratedNetworks.convolutional(
            new SplittableRandom(3),
            new Shape(1, 28, 28),
            Encoding.parse("binary"),
            Padding.NONE,
            "4 pool",
            10);
    HardwarePlan plan = PlanHardware.plan(network, on("hx8k"));
    LinkPlan link = LinkPlan.of(plan);
    assertThat(plan.completesFrames()).isTrue();
    assertThat(link.bufferBytes()).isGreaterThanOrEqualTo(2 * (784 + LinkPlan.FRAME_BYTES));
    assertThat(link.window()).isEqualTo(link.bufferBytes() / (784 + LinkPlan.FRAME_BYTES));
  }

  @Test
  void a_bit_stream_fills_its_bytes() {
    for (int size : new int[] {64, 784, 36}) {
      BinaryNetwork network = dense(new Shape(1, 1, size), 16, 10);
      HardwarePlan plan = PlanHardware.plan(network, on("hx8k").withStream(StreamKind.BITS));
      boolean possible = size % 8 == 0;
      assertThat(plan.valuesPerBeat() % 8 == 0).isEqualTo(possible);
    }
  }

  @Test
  void a_plan_for_a_board_is_read_back_from_its_file() throws IOException {
    for (Wire wire : List.of(new Wire.Uart(1_000_000), new Wire.Spi())) {
      BinaryNetwork network = dense(DIGITS, 16, 10);
      HardwarePlan plan = PlanHardware.plan(network, on("icebreaker").withWire(wire));
      Files.writeString(folder.resolve(PlanFile.NAME), PlanFile.write(plan));
      assertThat(PlanFile.read(folder, network).options().wire()).isEqualTo(wire);
    }
  }

  // ------------------------------------------------------------------ wires

  @ParameterizedTest
  @CsvSource({
    "60, 3000000", // 20 cycles a bit
    "24, 3000000", // 8
    "49.5, 2000000", // 25, 1 % off; 17 would be 3 % off of 3 Mbaud
    "25, 1000000", // 25; 8 would be 4 % off of 3 Mbaud, 13 of 2 Mbaud
    "16.5, 921600" // 18, 0.5 % off
  })
  void a_uart_is_as_fast_as_the_clock_allows(double clock, int baud) {
    assertThat(Board.fastestUart(clock).baud()).isEqualTo(baud);
  }

  @Test
  void a_baud_rate_that_the_clock_cannot_make_is_refused_with_one_that_it_can() {
    BinaryNetwork network = dense(DIGITS, 16, 10);
    assertThatThrownBy(
            () -> PlanHardware.plan(network, on("hx8k").withWire(new Wire.Uart(20_000_000))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("20,000,000 baud cannot be made of 60.0 MHz: use --baud 3000000");
  }

  // ------------------------------------------------------------------ what fits

  @Test
  void a_board_gets_the_usual_pace_if_it_has_room_and_else_the_fastest_it_has_room_for() {
    HardwarePlan small = PlanHardware.plan(dense(DIGITS, 16, 10), on("hx8k"));
    HardwarePlan large = PlanHardware.plan(dense(MNIST, 96, 96, 96, 10), on("icebreaker"));
    assertThat(small.cyclesPerFrame()).isEqualTo(PlanHardware.DEFAULT_CYCLES);
    assertThat(large.cyclesPerFrame()).isGreaterThan(PlanHardware.DEFAULT_CYCLES);
    for (HardwarePlan plan : List.of(small, large)) {
      Target target = plan.options().target();
      assertThat(target.fits(EstimateResources.total(plan), Board.UTILIZATION)).isTrue();
    }
  }

  @Test
  void a_network_that_is_too_large_is_refused_with_the_largest_that_fits() {
    assertThatThrownBy(() -> PlanHardware.plan(dense(MNIST, 256, 256, 10), on("icebreaker")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "nothing fits 90 % of icebreaker: .*; the largest network of its shape that fits has"
                + " layers of (\\d+), \\1 \\(this one: 256, 256\\)")
        .satisfies(
            e -> {
              int width =
                  Integer.parseInt(e.getMessage().replaceAll(".*layers of (\\d+),.*", "$1"));
              assertThat(PlanHardware.plan(dense(MNIST, width, width, 10), on("icebreaker")))
                  .isNotNull();
              int wider = width + ShrinkParts.STEP;
              assertThatThrownBy(
                      () -> PlanHardware.plan(dense(MNIST, wider, wider, 10), on("icebreaker")))
                  .hasMessageContaining("nothing fits");
            });
  }

  @Test
  void convolutions_shrink_with_their_pools() {
    BinaryNetwork network =
        GeneratedNetworks.convolutional(
            new SplittableRandom(3),
            new Shape(3, 12, 12),
            Encoding.parse("pixels"),
            Padding.NONE,
            "32 32 pool 48",
            64,
            10);
    List<Part> parts = ShrinkParts.shrink(Part.of(network, WeightAccess.FIXED), 0.5);
    assertThat(ShrinkParts.describe(parts)).isEqualTo("16, 16, 24, 32");
    BinaryNetwork half =
        GeneratedNetworks.convolutional(
            new SplittableRandom(3),
            new Shape(3, 12, 12),
            Encoding.parse("pixels"),
            Padding.NONE,
            "16 16 pool 24",
            32,
            10);
    assertThat(sizes(parts)).isEqualTo(sizes(Part.of(half, WeightAccess.FIXED)));
  }

  private static String sizes(List<Part> parts) {
    return parts.stream()
        .map(
            part ->
                part instanceof Part.Matrix m
                    ? m.window() + " " + m.inputs() + "x" + m.outputs()
                    : ((Part.Pool) part).pool().input().toString())
        .collect(Collectors.joining("; "));
  }

  // ------------------------------------------------------------------ bitstreams

  @Test
  @Tag("slow")
  void a_bitstream_meets_its_clock_and_takes_what_was_predicted() throws IOException {
    checkReport(withBitstream("icebreaker"));
  }

  @Test
  @Tag("slow")
  void the_same_network_gives_the_same_bitstream() throws IOException {
    SortedMap<String, byte[]> once = withBitstream("hx8k");
    checkReport(once);
    SortedMap<String, byte[]> again = withBitstream("hx8k");
    assertThat(once.keySet()).isEqualTo(again.keySet());
    once.forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(again.get(name)));
  }

  private static SortedMap<String, byte[]> withBitstream(String board) throws IOException {
    requireBitstreamTools();
    BinaryNetwork network = dense(DIGITS, 8, 10);
    byte[] image = GeneratedNetworks.image(new SplittableRandom(5), network);
    return BundleGenerator.generateWithBitstream(
        network, PlanHardware.plan(network, on(board)), List.of(image), line -> {});
  }

  private static void requireBitstreamTools() {
    Tools.require(ExternalTool.forBitstream().toArray(ExternalTool[]::new));
  }

  private static void checkReport(SortedMap<String, byte[]> files) throws IOException {
    assertThat(files).containsKeys("board/bnn_board.bin", "board/netlist.v");
    JsonNode report = new ObjectMapper().readTree(files.get("board/report.json"));
    assertThat(report.path("fmaxMhz").asDouble())
        .isGreaterThanOrEqualTo(report.path("clockMhz").asDouble());
    int cells = report.path("logicCells").path("used").asInt();
    assertThat(report.path("predicted").path("logicCells").asInt())
        .isBetween((int) (0.85 * cells), (int) (1.2 * cells));
    assertThat(report.path("blockMemories").path("used").asDouble())
        .isEqualTo(report.path("predicted").path("blockMemories").asDouble());
  }

  @Test
  @Tag("slow")
  void a_clock_out_of_reach_is_refused_with_one_that_is_met() {
    requireBitstreamTools();
    BinaryNetwork network = dense(DIGITS, 8, 10);
    HardwarePlan plan =
        PlanHardware.plan(network, on("icebreaker").withClock(Target.parse("icebreaker"), 120));
    byte[] image = GeneratedNetworks.image(new SplittableRandom(5), network);
    assertThatThrownBy(
            () -> BundleGenerator.generateWithBitstream(network, plan, List.of(image), line -> {}))
        .isInstanceOf(BitstreamException.class)
        .hasMessageMatching(
            "timing is not met: [0-9.]+ MHz of 120.0 MHz, [0-9.]+ % too slow, with the best of 8"
                + " seeds; this folding fits --clock [0-9.]+; no slower folding was found that meets"
                + " it");
  }
}
