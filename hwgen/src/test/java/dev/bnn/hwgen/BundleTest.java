package dev.bnn.hwgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.bnn.quantize.BinaryDense;
import dev.bnn.quantize.BinaryNetwork;
import dev.bnn.quantize.Bipolar;
import dev.bnn.quantize.BitMatrix;
import dev.bnn.quantize.Encoding;
import dev.bnn.quantize.GeneratedNetworks;
import dev.bnn.quantize.InputDense;
import dev.bnn.quantize.Shape;
import dev.bnn.quantize.Thresholds;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What lies in a bundle. */
class BundleTest {
  /** Colour, so that the order of the stream differs from that of the tensor. */
  private static final Shape COLOUR = new Shape(3, 2, 4);

  private static final Path APPROVED =
      Path.of("src/test/resources/dev/bnn/hwgen/approved/bnn_top.v");

  @TempDir Path folder;

  private static BinaryNetwork network(String encoding) {
    return GeneratedNetworks.dense(
        new SplittableRandom(4), COLOUR, Encoding.parse(encoding), 12, 8, 10);
  }

  private static PlanOptions options() {
    return PlanOptions.defaults()
        .withFoldings(List.of(new Folding(4, 6), new Folding(2, 4), new Folding(5, 4)));
  }

  private static SortedMap<String, byte[]> bundle(BinaryNetwork network, PlanOptions options) {
    byte[] image = GeneratedNetworks.image(new SplittableRandom(5), network);
    return BundleGenerator.generate(
        network, PlanHardware.plan(network, options), List.of(image, image));
  }

  private static String text(SortedMap<String, byte[]> files, String name) {
    return new String(files.get(name), StandardCharsets.UTF_8);
  }

  @Test
  void the_same_network_gives_the_same_bytes() {
    SortedMap<String, byte[]> once = bundle(network("pixels"), options());
    SortedMap<String, byte[]> again = bundle(network("pixels"), options());
    assertThat(once.keySet()).isEqualTo(again.keySet());
    once.forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(again.get(name)));
  }

  @Test
  void the_top_reads_as_approved() throws IOException {
    String top = text(bundle(network("binary"), options()), "rtl/bnn_top.v");
    if (Boolean.getBoolean("approve")) { // mvn test -Dapprove=true writes the file anew
      Files.writeString(APPROVED, top);
    }
    assertThat(top).isEqualTo(Files.readString(APPROVED));
  }

  @Test
  void the_top_has_instances_and_nets_only() {
    for (String encoding : List.of("pixels", "binary", "thermometer:3")) {
      String top = text(bundle(network(encoding), options()), "rtl/bnn_top.v");
      assertThat(top).doesNotContain("always").doesNotContain("assign ").doesNotContain("reg ");
    }
  }

  @Test
  void the_file_list_names_every_source_once_and_nothing_else() {
    SortedMap<String, byte[]> files = bundle(network("pixels"), options());
    List<String> listed = text(files, "bnn_top.f").lines().toList();
    assertThat(listed)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(
            files.keySet().stream().filter(n -> n.startsWith("rtl/")).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"pixels", "binary", "thermometer:2"})
  void host_runtime_json_follows_its_schema(String encoding) throws IOException {
    SortedMap<String, byte[]> files = bundle(network(encoding), options().withScores(true));
    ObjectMapper json = new ObjectMapper();
    JsonNode contract = json.readTree(files.get("host-runtime.json"));
    JsonNode schema = json.readTree(files.get("host-runtime.schema.json"));
    var validator =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema);
    assertThat(validator.validate(contract)).isEmpty();
    ((com.fasterxml.jackson.databind.node.ObjectNode) contract.path("input")).remove("beats");
    assertThat(validator.validate(contract)).as("the schema can say no").isNotEmpty();
    assertThat(contract.path("files").size()).isEqualTo(files.size() - 1);
  }

  @Test
  void what_a_host_may_load_is_in_the_contract_and_follows_its_schema() throws IOException {
    SortedMap<String, byte[]> files =
        bundle(network("pixels"), options().withWeights(WeightAccess.WRITABLE));
    ObjectMapper json = new ObjectMapper();
    JsonNode contract = json.readTree(files.get("host-runtime.json"));
    var validator =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(json.readTree(files.get("host-runtime.schema.json")));
    assertThat(validator.validate(contract)).isEmpty();
    JsonNode memories = contract.path("loading").path("memories");
    assertThat(memories.findValuesAsText("layer"))
        .containsExactly("l1", "l1", "l2", "l2", "l3", "l3");
    assertThat(memories.findValuesAsText("contents"))
        .containsExactly("weights", "thresholds", "weights", "thresholds", "weights", "biases");
    // PE 4, SIMD 6 of 12 neurons with 24 inputs
    assertThat(memories.path(0).path("base").asLong()).isEqualTo(0x02000000);
    assertThat(memories.path(0).path("words").asInt()).isEqualTo(12);
    assertThat(memories.path(0).path("wordBits").asInt()).isEqualTo(24);
    for (JsonNode memory : memories) {
      List<String> words = text(files, memory.path("file").asText()).lines().toList();
      assertThat(words).hasSize(memory.path("words").asInt());
      assertThat(memory.path("fields").asInt() * memory.path("fieldBits").asInt())
          .isEqualTo(memory.path("wordBits").asInt());
    }
    ((com.fasterxml.jackson.databind.node.ObjectNode) memories.path(0)).remove("stride");
    assertThat(validator.validate(contract)).as("the schema can say no").isNotEmpty();
    assertThat(bundle(network("pixels"), options()))
        .as("a design with fixed weights")
        .satisfies(
            fixed ->
                assertThat(json.readTree(fixed.get("host-runtime.json")).has("loading")).isFalse());
  }

  @Test
  void only_a_writable_design_brings_what_loads_weights() {
    List<String> modules =
        List.of(
            "rtl/bnn_axi_lite_fork.v",
            "rtl/bnn_bank_memory.v",
            "rtl/bnn_frame_gate.v",
            "rtl/bnn_layer_memories.v",
            "rtl/bnn_loader.v",
            "rtl/bnn_writable_layer.v");
    assertThat(bundle(network("pixels"), options()))
        .doesNotContainKeys(modules.toArray(String[]::new));
    assertThat(bundle(network("pixels"), options().withWeights(WeightAccess.WRITABLE)))
        .containsKeys(modules.toArray(String[]::new));
  }

  /** Reads the memories back by the words of the module headers, not by the writer's code. */
  @Test
  void memories_hold_weights_and_thresholds_in_the_documented_order() {
    BinaryNetwork network = network("pixels");
    SortedMap<String, byte[]> files = bundle(network, options());
    InputDense first = (InputDense) network.layers().get(1);
    HardwarePlan plan = PlanHardware.plan(network, options());
    assertWeights(text(files, "mem/l1_weights.mem"), plan.layers().get(0), first.weights(), true);
    int width = plan.layers().get(0).valueWidth();
    List<String> lines = text(files, "mem/l1_thresholds.mem").lines().toList();
    for (int o = 0; o < 12; o++) {
      BigInteger field =
          new BigInteger(lines.get(o / 4), 16)
              .shiftRight(o % 4 * width)
              .and(BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE));
      int signed = (field.intValue() << (32 - width)) >> (32 - width);
      assertThat(signed).isEqualTo(first.thresholds().get(o));
    }
    BinaryDense second = (BinaryDense) network.layers().get(2);
    assertWeights(text(files, "mem/l2_weights.mem"), plan.layers().get(1), second.weights(), false);
    Thresholds thresholds = second.thresholds();
    List<String> popcounts = text(files, "mem/l2_thresholds.mem").lines().toList();
    for (int o = 0; o < 8; o++) {
      int field = Integer.parseInt(popcounts.get(o / 2), 16) >> (o % 2 * 4) & 15;
      for (int p = 0; p <= 12; p++) {
        assertThat(p >= field).isEqualTo(Bipolar.dotOfPopcount(p, 12) >= thresholds.get(o));
      }
    }
  }

  private static void assertWeights(
      String memory, LayerPlan layer, BitMatrix weights, boolean image) {
    int pe = layer.folding().pe();
    int simd = layer.folding().simd();
    List<String> lines = memory.lines().toList();
    assertThat(lines).hasSize(layer.cycles());
    for (int o = 0; o < layer.outputs(); o++) {
      for (int i = 0; i < layer.inputs(); i++) {
        String line = lines.get(o / pe * (layer.inputs() / simd) + i / simd);
        boolean bit = new BigInteger(line, 16).testBit(o % pe * simd + i % simd);
        // stream position i of the image: channel i%3 of pixel i/3
        int index = image ? i % 3 * 8 + i / 3 : i;
        assertThat(bit).as("neuron %d, input %d", o, i).isEqualTo(weights.get(o, index));
      }
    }
  }

  @Test
  void a_bundle_is_read_back_and_changes_are_named() throws IOException {
    BinaryNetwork network = network("binary");
    Path place = folder.resolve("out");
    BundleFolder.write(bundle(network, options()), place);
    BundleFolder opened = BundleFolder.open(place);
    assertThat(opened.network()).isEqualTo(network);
    HardwarePlan plan = PlanHardware.plan(network, options());
    assertThat(opened.plan().options().withGoal(plan.options().goal())).isEqualTo(plan.options());
    assertThat(opened.plan().valuesPerBeat()).isEqualTo(plan.valuesPerBeat());
    assertThat(opened.plan().stages()).isEqualTo(plan.stages());
    assertThat(opened.changedFiles()).isEmpty();
    Files.writeString(place.resolve("mem/l2_weights.mem"), "0\n");
    Files.delete(place.resolve("rtl/bnn_dense.v"));
    assertThat(opened.changedFiles()).containsExactly("mem/l2_weights.mem", "rtl/bnn_dense.v");
    Files.writeString(
        place.resolve("plan.json"),
        Files.readString(place.resolve("plan.json")).replace("\"cycles\" : 4", "\"cycles\" : 5"));
    assertThatThrownBy(() -> BundleFolder.open(place)).hasMessageContaining("plan.json");
  }

  @Test
  void a_bundle_replaces_a_bundle_but_no_other_folder() throws IOException {
    Path place = folder.resolve("out");
    BundleFolder.write(bundle(network("binary"), options()), place);
    BundleFolder.write(bundle(network("pixels"), options()), place);
    assertThat(BundleFolder.open(place).network()).isEqualTo(network("pixels"));
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.writeString(other.resolve("thesis.txt"), "precious");
    assertThatThrownBy(() -> BundleFolder.write(bundle(network("binary"), options()), other))
        .hasMessageContaining("holds other files");
    assertThat(other.resolve("thesis.txt")).hasContent("precious");
  }

  static Stream<Object[]> lintedDesigns() {
    Folding one = new Folding(1, 1);
    return Stream.of(
        new Object[] {"pixels", options()},
        new Object[] {"pixels", options().withScores(true)},
        new Object[] {"pixels", options().withFoldings(List.of(one, one, one))},
        new Object[] {"binary", options()},
        new Object[] {"binary", options().withStream(StreamKind.BITS)},
        new Object[] {
          "binary",
          options()
              .withFoldings(List.of(new Folding(12, 24), new Folding(8, 12), new Folding(1, 8)))
              .withScores(true)
        },
        new Object[] {"thermometer:3", PlanOptions.defaults()},
        new Object[] {"pixels", options().withWeights(WeightAccess.WRITABLE)});
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.MethodSource("lintedDesigns")
  void generated_designs_pass_verilator_lint_with_all_warnings(String encoding, PlanOptions options)
      throws IOException {
    Tools.require(ExternalTool.VERILATOR);
    Path place = folder.resolve("lint");
    BundleFolder.write(bundle(network(encoding), options), place);
    ToolRun run =
        ToolRun.run(
            place,
            List.of(
                "verilator", "--lint-only", "-Wall", "--top-module", "bnn_top", "-f", "bnn_top.f"));
    assertThat(run.output()).isEmpty();
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void the_makefile_of_a_bundle_runs_both_simulators_on_the_golden_vectors() throws IOException {
    Tools.requireVerilator();
    Tools.require(ExternalTool.ICARUS);
    Path place = folder.resolve("bundle");
    BundleFolder.write(bundle(network("thermometer:2"), PlanOptions.defaults()), place);
    for (String target : List.of("lint", "icarus", "verilator")) {
      ToolRun run = ToolRun.run(place, List.of("make", target));
      assertThat(run.exitCode()).as(run.output()).isZero();
      assertThat(run.output()).doesNotContain("MISMATCH").doesNotContain("PROTOCOL");
      if (!target.equals("lint")) { // result and layers 0…3, not stalled and stalled
        assertThat(run.output().lines().filter(l -> l.startsWith("STREAM"))).hasSize(10);
        assertThat(run.output()).contains("STREAM 4 frames=2 bad=0").contains("PASS");
      }
    }
  }

  @Test
  void make_fails_where_a_simulation_differs_from_the_golden_vectors() throws IOException {
    Tools.require(ExternalTool.ICARUS, ExternalTool.MAKE);
    Path place = folder.resolve("bundle");
    BundleFolder.write(bundle(network("binary"), PlanOptions.defaults()), place);
    Files.writeString(
        place.resolve("mem/l2_thresholds.mem"),
        Files.readString(place.resolve("mem/l2_thresholds.mem")).replaceAll("[0-9a-f]", "0"));
    ToolRun run = ToolRun.run(place, List.of("make", "icarus"));
    assertThat(run.exitCode()).as(run.output()).isNotZero();
    assertThat(run.output()).contains("MISMATCH stream=2").contains("FAIL");
  }

  @ParameterizedTest
  @EnumSource(WeightAccess.class)
  void yosys_elaborates_a_design_and_counts_its_luts(WeightAccess weights) throws IOException {
    Tools.require(ExternalTool.YOSYS);
    Path place = folder.resolve("synthesis");
    SortedMap<String, byte[]> files = bundle(network("pixels"), options().withWeights(weights));
    BundleFolder.write(files, place);
    String script =
        "read_verilog -defer "
            + text(files, "bnn_top.f").replace('\n', ' ')
            + "; hierarchy -check -top bnn_top; proc; check -assert;"
            + " synth_xilinx -family xcup -nowidelut -top bnn_top; stat";
    ToolRun run = ToolRun.run(place, List.of("yosys", "-p", script));
    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output()).containsPattern("LUT6 +[1-9][0-9]*").containsPattern("FDRE +[1-9]");
    assertThat(run.output()).doesNotContain("Latch inferred");
  }
}
