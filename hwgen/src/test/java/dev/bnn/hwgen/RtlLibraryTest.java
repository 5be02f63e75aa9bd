package dev.bnn.hwgen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The Verilog library, module by module: it lints, elaborates, and computes what plain Java
 * computes.
 */
class RtlLibraryTest {
  @TempDir Path folder;

  /** A module with parameters, as the command lines of the tools name them. */
  private record Instance(String module, Map<String, String> parameters) {
    static Instance of(String text) {
      String[] words = text.trim().split(" +");
      Map<String, String> parameters = new LinkedHashMap<>();
      Arrays.stream(words)
          .skip(1)
          .map(word -> word.split("="))
          .forEach(pair -> parameters.put(pair[0], pair[1]));
      return new Instance(words[0], parameters);
    }

    String source() {
      return HdlTools.RTL.resolve(module + ".v").toString();
    }

    List<String> options(BiFunction<String, String, String> option) {
      return parameters.entrySet().stream()
          .map(entry -> option.apply(entry.getKey(), entry.getValue()))
          .toList();
    }

    @Override
    public String toString() {
      return parameters.entrySet().stream()
          .map(entry -> " " + entry.getKey() + "=" + entry.getValue())
          .collect(Collectors.joining("", module, ""));
    }
  }

  /**
   * The parameters to lint with. The recursive ones (bnn_popcount, bnn_adder_tree, bnn_maximum,
   * bnn_at_least) are checked as parts of lanes and argmax: Verilator 5.006 loses the children of a
   * recursive top.
   */
  private static Stream<Instance> instances() {
    return """
        bnn_skid WIDTH=1
        bnn_skid WIDTH=17
        bnn_fifo WIDTH=1 DEPTH=1
        bnn_fifo WIDTH=3 DEPTH=2
        bnn_fifo WIDTH=8 DEPTH=5
        bnn_fifo WIDTH=17 DEPTH=16
        bnn_ram WIDTH=1 DEPTH=1 RAM_STYLE=0
        bnn_ram WIDTH=3 DEPTH=2 RAM_STYLE=1
        bnn_ram WIDTH=17 DEPTH=5 RAM_STYLE=2
        bnn_ram WIDTH=17 DEPTH=5 RAM_STYLE=3
        bnn_rom WIDTH=1 DEPTH=1 RAM_STYLE=0
        bnn_rom WIDTH=3 DEPTH=2 RAM_STYLE=1
        bnn_rom WIDTH=17 DEPTH=5 RAM_STYLE=2
        bnn_delay WIDTH=1 STAGES=0
        bnn_delay WIDTH=3 STAGES=1
        bnn_delay WIDTH=8 STAGES=5
        bnn_axi_lite ADDRESS_WIDTH=3
        bnn_axi_lite ADDRESS_WIDTH=12
        bnn_activity COUNTER_WIDTH=1
        bnn_activity COUNTER_WIDTH=48
        bnn_registers COUNTER_WIDTH=33
        bnn_registers COUNTER_WIDTH=63
        bnn_frame_gate COUNT_WIDTH=1
        bnn_frame_gate COUNT_WIDTH=16
        bnn_axi_lite_fork ADDRESS_WIDTH=12 SELECT=11
        bnn_loader
        bnn_bank_memory WIDTH=1 DEPTH=1
        bnn_bank_memory WIDTH=32 DEPTH=4
        bnn_bank_memory WIDTH=40 DEPTH=5
        bnn_bank_memory WIDTH=320 DEPTH=98
        bnn_layer_memories LAYER=127 WEIGHT_WIDTH=96 WEIGHT_DEPTH=9 CONSTANT_WIDTH=33 CONSTANT_DEPTH=1
        bnn_lane_control WRITABLE=1
        bnn_writable_layer KIND=0 PE=4 VALUE_WIDTH=8 VALUE_BITS=14
        bnn_writable_layer KIND=1 MW=9 MH=4 SIMD=3 PE=4 REPLAY=0 PIXELS=3
        bnn_writable_layer KIND=2 PE=4
        bnn_frame_guard WIDTH=1 BEATS=1
        bnn_frame_guard WIDTH=8 BEATS=2
        bnn_frame_guard WIDTH=17 BEATS=98
        bnn_frame_fill WIDTH=1 BEATS=1
        bnn_frame_fill WIDTH=17 BEATS=98
        bnn_frame_filter WIDTH=1
        bnn_frame_filter WIDTH=17
        bnn_max_pool CHANNELS=1 HEIGHT=1 WIDTH=1 SIZE=1 STRIDE=1 LANES=1
        bnn_max_pool CHANNELS=64 HEIGHT=28 WIDTH=28 SIZE=2 STRIDE=2 LANES=32
        bnn_max_pool CHANNELS=6 HEIGHT=7 WIDTH=5 SIZE=3 STRIDE=2 LANES=3
        bnn_max_pool CHANNELS=6 HEIGHT=7 WIDTH=5 SIZE=3 STRIDE=1 LANES=6 RAM_STYLE=3
        bnn_max_pool CHANNELS=6 HEIGHT=7 WIDTH=5 SIZE=2 STRIDE=3 LANES=1 RAM_STYLE=1
        bnn_max_pool CHANNELS=6 HEIGHT=7 WIDTH=5 SIZE=1 STRIDE=2 LANES=2
        bnn_pixel_order PIXELS=1 PE=3 PASSES=2
        bnn_pixel_order PIXELS=2 PE=17 PASSES=1
        bnn_pixel_order PIXELS=3 PE=2 PASSES=5
        bnn_input_table PIXELS=1 VALUE_WIDTH=1
        bnn_input_table PIXELS=3 VALUE_WIDTH=9
        bnn_input_encode PIXELS=1 LEVELS=1
        bnn_input_encode PIXELS=3 LEVELS=3
        bnn_width_converter IN_WIDTH=17 OUT_WIDTH=17
        bnn_width_converter IN_WIDTH=1 OUT_WIDTH=2
        bnn_width_converter IN_WIDTH=8 OUT_WIDTH=24
        bnn_width_converter IN_WIDTH=3 OUT_WIDTH=1
        bnn_width_converter IN_WIDTH=320 OUT_WIDTH=32
        bnn_width_converter IN_WIDTH=6 OUT_WIDTH=4
        bnn_width_converter IN_WIDTH=4 OUT_WIDTH=6
        bnn_pixel_converter PIXELS=1 IN_WIDTH=6 OUT_WIDTH=4
        bnn_pixel_converter PIXELS=3 IN_WIDTH=9 OUT_WIDTH=3
        bnn_pass_counter WIDTH=1 SF=1 NF=1
        bnn_pass_counter WIDTH=8 SF=3 NF=5
        bnn_window
        bnn_window BEFORE=1 AFTER=1 REPEATS=3 ROWS=3
        bnn_window PIXELS=2 STRIDE=2 WIDTH=9 ROWS=5
        bnn_window LANES=4 COLUMNS=3 RAM_STYLE=3
        bnn_window LANES=4 COLUMNS=3 LINES=3 PIXELS=2
        bnn_window KERNEL=1 WIDTH=1 HEIGHT=1 CHANNELS=1 LANES=1 ROWS=1
        bnn_window VALUE_WIDTH=8 CHANNELS=3 LANES=3 BEFORE=1 AFTER=1 REPEATS=5
        bnn_window KERNEL=7 WIDTH=2 HEIGHT=2 BEFORE=3 AFTER=3 ROWS=7
        bnn_gearbox IN_WIDTH=2 OUT_WIDTH=3
        bnn_gearbox IN_WIDTH=7 OUT_WIDTH=3
        bnn_gearbox IN_WIDTH=5 OUT_WIDTH=8
        bnn_gearbox IN_WIDTH=32 OUT_WIDTH=31
        bnn_gearbox IN_WIDTH=31 OUT_WIDTH=32
        bnn_replay_buffer WIDTH=1 SF=1 NF=1
        bnn_replay_buffer WIDTH=8 SF=2 NF=3 RAM_STYLE=1
        bnn_replay_buffer WIDTH=17 SF=49 NF=1 RAM_STYLE=2
        bnn_lane_control SF=1 NF=1 STAGES=0
        bnn_lane_control SF=3 NF=65 STAGES=4
        bnn_xnor_lane SIMD=1 STAGES=0 COUNT_WIDTH=1
        bnn_xnor_lane SIMD=3 STAGES=1 COUNT_WIDTH=2
        bnn_xnor_lane SIMD=17 STAGES=3 COUNT_WIDTH=8
        bnn_xnor_lane SIMD=784 STAGES=12 COUNT_WIDTH=10
        bnn_xnor_lane SIMD=17 STAGES=3 COMPRESSORS=1 COUNT_WIDTH=8
        bnn_compressor WIDTH=4
        bnn_compressor WIDTH=17 STAGES=3
        bnn_pixel_lane SIMD=1 STAGES=2 ACC_WIDTH=10
        bnn_pixel_lane SIMD=4 STAGES=0 ACC_WIDTH=10
        bnn_pixel_lane SIMD=17 STAGES=7 ACC_WIDTH=18
        bnn_dense MW=9 MH=4 SIMD=3 PE=2 REPLAY=0 PIXELS=1
        bnn_dense MW=9 MH=4 SIMD=3 PE=4 REPLAY=0 PIXELS=3
        bnn_input_dense MW=9 MH=4 SIMD=3 PE=2 REPLAY=0 PIXELS=2
        bnn_input_dense MW=9 MH=4 SIMD=3 PE=2 VALUE_WIDTH=5 VALUE_SIGNED=1
        bnn_dense MW=1 MH=1 SIMD=1 PE=1
        bnn_dense MW=255 MH=6 SIMD=17 PE=3 STAGES=2
        bnn_dense MW=256 MH=256 SIMD=64 PE=4 STAGES=6 WEIGHT_STYLE=2
        bnn_dense MW=34 MH=6 SIMD=17 PE=3 READ_STAGES=1 STAGES=6 COMPARE_STAGES=2 COMPRESSORS=1
        bnn_input_dense MW=1 MH=1 SIMD=1 PE=1 ACC_WIDTH=10
        bnn_input_dense MW=784 MH=8 SIMD=8 PE=4 STAGES=2 ACC_WIDTH=19
        bnn_scores MW=1 MH=1 SIMD=1 PE=1 SCORE_WIDTH=2
        bnn_scores MW=255 MH=10 SIMD=17 PE=5 STAGES=1 SCORE_WIDTH=11
        bnn_scores MW=255 MH=10 SIMD=17 PE=10 REPLAY=0 SCORE_WIDTH=11
        bnn_argmax CLASSES=1 PE=1 SCORE_WIDTH=1
        bnn_argmax CLASSES=10 PE=10 SCORE_WIDTH=8
        bnn_argmax CLASSES=8 PE=8 SCORE_WIDTH=3
        bnn_argmax CLASSES=21 PE=7 SCORE_WIDTH=17
        bnn_score_extend PE=1 SCORE_WIDTH=1
        bnn_score_extend PE=3 SCORE_WIDTH=32
        bnn_crc32
        bnn_power_up
        bnn_uart_receive CYCLES_PER_BIT=4
        bnn_uart_receive CYCLES_PER_BIT=417
        bnn_uart_send CYCLES_PER_BIT=2
        bnn_uart_send CYCLES_PER_BIT=417
        bnn_spi_slave
        bnn_image_in BEAT_BYTES=1 BEATS=1
        bnn_image_in BEAT_BYTES=3 BEATS=98
        bnn_pattern WIDTH=1 BEATS=1 RESULT_BEATS=1
        bnn_pattern WIDTH=40 BEATS=98 RESULT_BEATS=10
        bnn_message_out
        bnn_message_in IMAGE_BYTES=1 TIMEOUT=1
        bnn_message_in IMAGE_BYTES=65535 TIMEOUT=600000
        bnn_link BEAT_BYTES=1 BEATS=1 RESULT_BEATS=1 WINDOW=1 BUFFER_BYTES=1 TIMEOUT=1
        bnn_link BEAT_BYTES=4 BEATS=196 RESULT_BEATS=10 WINDOW=5 BUFFER_BYTES=1024 TIMEOUT=600000
        bnn_link BEATS=8 RESULT_BEATS=3 WINDOW=64 WHOLE_RESULTS=0
        """
        .lines()
        .map(Instance::of);
  }

  @ParameterizedTest
  @MethodSource("instances")
  void verilator_has_nothing_to_say(Instance instance) throws IOException {
    Tools.requireVerilator();
    assertThat(verilator(instance)).isEqualTo(new ToolRun(0, ""));
    if (instance.module().equals("bnn_xnor_lane")) {
      // its popcount has a twin for simulation
      assertThat(verilator(instance, "+define+BNN_COUNTONES")).isEqualTo(new ToolRun(0, ""));
    }
  }

  private ToolRun verilator(Instance instance, String... options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of("verilator", "--lint-only", "-Wall", "-y", HdlTools.RTL.toString()));
    command.addAll(List.of(options));
    command.addAll(List.of("--top-module", instance.module()));
    command.addAll(instance.options((name, value) -> "-G" + name + "=" + value));
    command.add(instance.source());
    return ToolRun.run(folder, command);
  }

  @ParameterizedTest
  @MethodSource("instances")
  void icarus_has_nothing_to_say_about_verilog_2005(Instance instance) throws IOException {
    Tools.require(ExternalTool.ICARUS);
    assertThat(icarus(instance)).isEqualTo(new ToolRun(0, ""));
  }

  private ToolRun icarus(Instance instance) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("iverilog", "-g2005", "-Wall", "-y", HdlTools.RTL.toString()));
    command.addAll(List.of("-s", instance.module(), "-o", "checked.vvp"));
    command.addAll(
        instance.options((name, value) -> "-P" + instance.module() + "." + name + "=" + value));
    command.add(instance.source());
    return ToolRun.run(folder, command);
  }

  /** One run for all: starting Yosys and reading the library costs more than checking a module. */
  @Test
  void yosys_elaborates_without_a_complaint() throws IOException {
    Tools.require(ExternalTool.YOSYS);
    ToolRun outcome = yosys(instances().toList());
    assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    assertThat(outcome.output().lines()).noneMatch(line -> line.contains("Warning"));
  }

  private ToolRun yosys(List<Instance> instances) throws IOException {
    List<String> script = new ArrayList<>();
    script.add("read_verilog -defer " + HdlTools.RTL + "/*.v");
    script.add("design -save library");
    for (Instance instance : instances) {
      script.add("log " + instance);
      script.add("design -load library");
      script.add(
          "hierarchy -check -top "
              + instance.module()
              + instance.options((name, value) -> " -chparam " + name + " " + value).stream()
                  .collect(Collectors.joining()));
      script.add("proc");
      script.add("check -assert");
    }
    Files.write(folder.resolve("check.ys"), script);
    return ToolRun.run(folder, List.of("yosys", "-q", "check.ys"));
  }

  /** A contradiction stops elaboration, and the message names it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "bnn_skid WIDTH=0 : WIDTH_must_be_at_least_1",
        "bnn_axi_lite ADDRESS_WIDTH=2 : ADDRESS_WIDTH_must_be_3_to_32",
        "bnn_registers COUNTER_WIDTH=64 : COUNTER_WIDTH_must_be_33_to_63",
        "bnn_at_least WIDTH=3 STAGES=3 : WIDTH_must_be_at_least_1_and_STAGES_0_to_WIDTH_minus_1",
        "bnn_compressor WIDTH=3 : WIDTH_must_be_4_to_4095_and_STAGES_at_least_0",
        "bnn_popcount COMPRESSORS=2 : COMPRESSORS_must_be_0_or_1",
        "bnn_fifo DEPTH=0 : WIDTH_and_DEPTH_must_be_at_least_1",
        "bnn_rom RAM_STYLE=3 : RAM_STYLE_must_be_0_1_or_2",
        "bnn_ram RAM_STYLE=4 : RAM_STYLE_must_be_0_1_2_or_3",
        "bnn_width_converter OUT_WIDTH=0 : IN_WIDTH_and_OUT_WIDTH_must_be_at_least_1",
        "bnn_gearbox IN_WIDTH=8 OUT_WIDTH=4 : IN_WIDTH_must_not_be_a_multiple_of_OUT_WIDTH",
        "bnn_lane_control LAYER=1 : LAYER_must_be_0_without_WRITABLE",
        "bnn_layer_memories LAYER=128 : LAYER_must_be_0_to_127",
        "bnn_writable_layer KIND=3 : KIND_must_be_0_1_or_2",
        "bnn_dense MW=9 SIMD=2 : SIMD_must_divide_MW",
        "bnn_input_dense MH=9 PE=2 : PE_must_divide_MH",
        "bnn_scores MW=128 SCORE_WIDTH=8 : SCORE_WIDTH_must_exceed_clog2_of_MW_plus_1",
        "bnn_max_pool CHANNELS=6 LANES=4 : LANES_must_divide_CHANNELS",
        "bnn_max_pool HEIGHT=4 WIDTH=2 SIZE=3 : SIZE_at_most_HEIGHT_and_WIDTH",
        "bnn_pixel_order PASSES=0 : PIXELS_PE_and_PASSES_must_be_at_least_1",
        "bnn_frame_fill BEATS=0 : WIDTH_and_BEATS_must_be_at_least_1",
        "bnn_input_table PIXELS=0 : PIXELS_and_VALUE_WIDTH_must_be_at_least_1",
        "bnn_argmax CLASSES=10 PE=4 : PE_must_divide_CLASSES",
        "bnn_uart_receive CYCLES_PER_BIT=3 : CYCLES_PER_BIT_must_be_at_least_4",
        "bnn_uart_send CYCLES_PER_BIT=1 : CYCLES_PER_BIT_must_be_at_least_2",
        "bnn_image_in BEATS=0 : BEAT_BYTES_and_BEATS_must_be_at_least_1",
        "bnn_pattern RESULT_BEATS=0 : WIDTH_BEATS_and_RESULT_BEATS_must_be_at_least_1",
        "bnn_message_in IMAGE_BYTES=65536 : IMAGE_BYTES_must_be_1_to_65535_and_TIMEOUT_at_least_1",
        "bnn_score_extend SCORE_WIDTH=33 : PE_must_be_at_least_1_and_SCORE_WIDTH_1_to_32",
      })
  void illegal_parameters_are_refused(String row) throws IOException {
    String[] columns = row.split(" : ");
    Instance instance = Instance.of(columns[0]);

    Tools.require(ExternalTool.ICARUS);
    ToolRun icarus = icarus(instance);
    assertThat(icarus.exitCode()).isNotZero();
    assertThat(icarus.output()).contains(columns[1]);

    Tools.require(ExternalTool.YOSYS);
    ToolRun yosys = yosys(List.of(instance));
    assertThat(yosys.exitCode()).isNotZero();
    assertThat(yosys.output()).contains(columns[1]);
  }

  /** Cases of a module, in one build. */
  private record Matrix(String module, List<UnitCase> cases) {
    /** Icarus takes more than twice the time for twice the modules. */
    private static final int MOST_CASES = 80;

    static Stream<Matrix> of(Stream<? extends UnitCase> cases) {
      Map<String, List<UnitCase>> modules = new LinkedHashMap<>();
      cases.forEach(
          test -> modules.computeIfAbsent(test.module(), any -> new ArrayList<>()).add(test));
      return modules.entrySet().stream().flatMap(e -> parts(e.getKey(), e.getValue()));
    }

    private static Stream<Matrix> parts(String module, List<UnitCase> cases) {
      return IntStream.iterate(0, from -> from < cases.size(), from -> from + MOST_CASES)
          .mapToObj(from -> cases.subList(from, Math.min(cases.size(), from + MOST_CASES)))
          .map(part -> new Matrix(module, part));
    }

    @Override
    public String toString() {
      return module + ", " + cases.size() + " cases";
    }

    void check(Path folder) throws IOException {
      UnitBench bench = UnitBench.build(folder, HdlTools.RTL, cases);
      for (UnitBench.Run run : UnitBench.Run.values()) {
        assertThat(bench.findFaults(run)).isEmpty();
        if (cases.get(0) instanceof CycleCase) {
          return; // has no ends that could behave differently
        }
      }
    }
  }

  private static Stream<Matrix> matrices() {
    return Matrix.of(Stream.concat(StreamCases.all(), CycleCases.all()));
  }

  /** Every case of a module in one wrapper, every port connected. */
  @ParameterizedTest
  @MethodSource("matrices")
  void verilator_has_nothing_to_say_about_the_matrix(Matrix matrix) throws IOException {
    Tools.requireVerilator();
    Files.write(folder.resolve("lint_all.v"), wrapper(matrix.cases()));
    List<String> command = new ArrayList<>(List.of("verilator", "--lint-only", "-Wall"));
    // the example leaves the answers of its registers to nobody
    command.add("-Wno-PINCONNECTEMPTY");
    for (Path library : List.of(HdlTools.RTL, HdlTools.BENCH)) {
      command.addAll(List.of("-y", library.toString()));
    }
    command.addAll(List.of("--top-module", "lint_all", "lint_all.v"));
    assertThat(ToolRun.run(folder, command)).isEqualTo(new ToolRun(0, ""));
  }

  private static List<String> wrapper(List<UnitCase> cases) {
    List<String> body = new ArrayList<>();
    int inputs = 0;
    int outputs = 0;
    for (int i = 0; i < cases.size(); i++) {
      UnitCase test = cases.get(i);
      List<String> ports = new ArrayList<>(List.of(".aclk(aclk)"));
      for (UnitCase.Port port : test.inputPorts()) {
        ports.add("." + port.name() + "(in[" + inputs + " +: " + port.width() + "])");
        inputs += port.width();
      }
      for (UnitCase.Port port : test.outputPorts()) {
        ports.add("." + port.name() + "(out[" + outputs + " +: " + port.width() + "])");
        outputs += port.width();
      }
      body.add(test.module() + " #(" + test.parameterText() + ") u_" + i);
      body.add("(" + String.join(", ", ports) + ");");
    }
    body.add(0, "output wire [" + (outputs - 1) + ":0] out);");
    body.add(0, "input wire [" + (inputs - 1) + ":0] in,");
    body.add(0, "module lint_all (input wire aclk,");
    body.add(0, "`timescale 1ns / 1ps");
    body.add("endmodule");
    return body;
  }

  /** Yosys for UltraScale+: where a FIFO's memory is, by its style and, left alone, by its size. */
  @Test
  void a_fifo_lies_where_its_style_says() throws IOException {
    Tools.require(ExternalTool.YOSYS);
    List<String> script = new ArrayList<>();
    script.add("read_verilog -defer " + HdlTools.RTL + "/*.v");
    script.add("design -save library");
    List<String> memories =
        List.of(
            fifo(script, 32, 8, MemoryStyle.BLOCK) + " RAMB18E2",
            fifo(script, 16, 8, MemoryStyle.LOGIC) + " ",
            fifo(script, 64, 8, MemoryStyle.LUT_RAM) + " RAM64M8",
            fifo(script, 32, 8, MemoryStyle.AUTO) + " RAM32M16",
            fifo(script, 512, 9, MemoryStyle.AUTO) + " RAMB18E2");
    Files.write(folder.resolve("map.ys"), script);
    String[] reports =
        ToolRun.require(folder, List.of("yosys", "map.ys")).output().split("MAPPED ", -1);
    List<String> found = new ArrayList<>();
    for (String report : Arrays.asList(reports).subList(1, reports.length)) {
      String statistics = report.substring(report.indexOf("Number of cells"));
      found.add(
          report.lines().findFirst().orElseThrow()
              + " "
              + statistics
                  .lines()
                  .map(String::strip)
                  .filter(line -> line.startsWith("RAM") || line.startsWith("$mem"))
                  .map(line -> line.split(" +")[0])
                  .collect(Collectors.joining(" ")));
    }
    assertThat(found).isEqualTo(memories);
  }

  private static String fifo(List<String> script, int depth, int width, MemoryStyle style) {
    String name = depth + "x" + width + "," + style.word();
    script.add("design -load library");
    script.add(
        "hierarchy -top bnn_fifo -chparam DEPTH "
            + depth
            + " -chparam WIDTH "
            + width
            + " -chparam RAM_STYLE "
            + style.parameter());
    script.add("synth_xilinx -family xcup -flatten -noiopad -run begin:fine");
    script.add("log MAPPED " + name);
    script.add("stat");
    return name;
  }

  private static Stream<Matrix> streams() {
    return Matrix.of(StreamCases.all());
  }

  @ParameterizedTest
  @MethodSource("streams")
  void stream_carries_what_plain_java_computes(Matrix matrix) throws IOException {
    Tools.require(ExternalTool.ICARUS);
    matrix.check(folder);
  }

  private static Stream<Matrix> parts() {
    return Matrix.of(CycleCases.all());
  }

  @ParameterizedTest
  @MethodSource("parts")
  void part_computes_what_plain_java_computes_cycle_by_cycle(Matrix matrix) throws IOException {
    Tools.require(ExternalTool.ICARUS);
    matrix.check(folder);
  }

  private static Stream<Matrix> large() {
    return Matrix.of(Stream.concat(StreamCases.large(), CycleCases.large()));
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("large")
  void the_larger_matrix_agrees_too(Matrix matrix) throws IOException {
    Tools.require(ExternalTool.ICARUS);
    matrix.check(folder);
  }

  /** Tree, compressors and simulation twin of the popcount. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "tb_bnn_popcount 46",
        "tb_bnn_popcount 46 -DCOMPRESSORS",
        "tb_bnn_popcount 46 -DBNN_COUNTONES"
      })
  void bench_checks_itself(String row) throws IOException {
    Tools.require(ExternalTool.ICARUS);
    String[] words = row.split(" ");
    HdlTools.compile(folder, words[0], Arrays.copyOfRange(words, 2, words.length));
    assertThat(HdlTools.simulate(folder, List.of()).lines())
        .contains("RESULT cases=" + words[1] + " bad=0");
  }

  /**
   * The example network with every stream watched: right, and the same cycles in both simulators.
   */
  @Test
  void example_network_agrees_in_both_simulators() throws IOException {
    Tools.require(ExternalTool.ICARUS);
    Tools.requireVerilator();
    int frames = 200;
    writeExample(frames);
    HdlTools.compile(folder, "tb_bnn_bench");
    buildVerilatorBench();

    for (List<String> options :
        List.of(List.of("+seed=1"), List.of("+seed=5", "+stall"), List.of("+seed=6", "+stall"))) {
      List<String> verilator = verilatorBench(frames, options);
      assertThat(verilator)
          .contains("STREAM 0 frames=" + frames + " bad=0")
          .contains("STREAM 1 frames=" + frames + " bad=0")
          .contains("STREAM 2 frames=" + frames + " bad=0")
          .contains("STREAM 3 frames=" + frames + " bad=0");
      List<String> arguments = new ArrayList<>(options);
      arguments.add("+frames=" + frames);
      assertThat(HdlTools.simulate(folder, arguments).lines())
          .containsExactlyInAnyOrderElementsOf(verilator);
      if (!options.contains("+stall")) {
        // layer 0 is the slowest: 32/8 * 24/4 cycles
        assertThat(verilator).anyMatch(line -> line.endsWith("interval_min=24 interval_max=24"));
      }
    }

    // the watchers see what is wrong: a score of frame 7, and a frame too many
    List<String> scores = new ArrayList<>(Files.readAllLines(folder.resolve("scores.hex")));
    scores.set(7, scores.get(6));
    Files.write(folder.resolve("scores.hex"), scores);
    assertThat(verilatorBench(frames, List.of()))
        .anyMatch(line -> line.startsWith("MISMATCH stream=2 frame=7 value="))
        .contains("STREAM 2 frames=" + frames + " bad=1");
    Files.write(folder.resolve("classes.hex"), List.of("00000000"));
    assertThat(verilatorBench(2, List.of()))
        .anyMatch(
            line ->
                line.matches(
                    "PROTOCOL stream=3 frame=1 beat=0 cycle=[0-9]+ more frames than expected"));

    ToolRun timeout =
        ToolRun.run(folder, List.of("./obj_dir/bench", "+frames=" + frames, "+timeout=300"));
    assertThat(timeout.exitCode()).isEqualTo(3);
    assertThat(timeout.output().lines()).contains("TIMEOUT cycle=300");
  }

  private void writeExample(int frames) throws IOException {
    RandomGenerator random = new SplittableRandom(42);
    ExampleNetwork network = ExampleNetwork.random(random);
    Map<String, List<String>> files = new LinkedHashMap<>(network.memories());
    for (int frame = 0; frame < frames; frame++) {
      int[] pixels = random.ints(ExampleNetwork.PIXELS, 0, 256).toArray();
      network
          .streams(pixels)
          .forEach((name, line) -> files.computeIfAbsent(name, any -> new ArrayList<>()).add(line));
    }
    for (Map.Entry<String, List<String>> file : files.entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
  }

  private void buildVerilatorBench() throws IOException {
    ToolRun build =
        ToolRun.run(
            folder,
            List.of(
                "verilator",
                "--cc",
                "--exe",
                "--build",
                "-O3",
                "--x-assign",
                "fast",
                "--x-initial",
                "fast",
                "--noassert",
                "-Wall",
                // monitors have outputs that this bench does not read
                "-Wno-PINCONNECTEMPTY",
                "+define+BNN_COUNTONES",
                "-y",
                HdlTools.RTL.toString(),
                "-y",
                HdlTools.SIM.toString(),
                "-y",
                HdlTools.BENCH.toString(),
                "--top-module",
                "bnn_bench",
                HdlTools.BENCH.resolve("bnn_bench.v").toString(),
                HdlTools.SIM.resolve("main.cpp").toString(),
                "-o",
                "bench"));
    assertThat(build.exitCode()).as(build.output()).isZero();
  }

  private List<String> verilatorBench(int frames, List<String> options) throws IOException {
    List<String> command = new ArrayList<>(List.of("./obj_dir/bench", "+frames=" + frames));
    command.addAll(options);
    ToolRun outcome = ToolRun.run(folder, command);
    assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    return outcome.output().lines().toList();
  }
}
