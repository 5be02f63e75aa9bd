package dev.bnn.hwgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Depth of the lanes: how it is chosen, and that it changes latency and nothing else. */
class PipelineTest {
  @TempDir Path folder;

  private static Pipeline.Lane lane(LayerPlan.Kind kind, int simd) {
    return new Pipeline.Lane(kind, simd, 11, true, 1);
  }

  private static int registers(Pipeline pipeline) {
    return pipeline.read() + pipeline.product() + pipeline.compare();
  }

  @ParameterizedTest
  @EnumSource(Target.class)
  void a_faster_clock_never_takes_fewer_registers(Target target) {
    for (LayerPlan.Kind kind : LayerPlan.Kind.values()) {
      for (int simd : new int[] {1, 3, 8, 49, 256}) {
        assertThat(registers(Pipeline.choose(lane(kind, simd), target, 1))).isZero();
        int before = 0;
        for (int clock = 10; clock < 1000; clock += 10) {
          int now = registers(Pipeline.choose(lane(kind, simd), target, clock));
          assertThat(now)
              .as("%s, SIMD %d, %d MHz", kind, simd, clock)
              .isGreaterThanOrEqualTo(before);
          before = now;
        }
        assertThat(before).isPositive();
      }
    }
  }

  @Test
  void compressors_are_for_six_input_luts_and_wide_popcounts() {
    assertThat(Target.GENERIC.compresses(64)).isTrue();
    assertThat(Target.GENERIC.compresses(8)).isFalse();
    assertThat(Target.ICE40_HX8K.compresses(64)).isFalse();
  }

  @Test
  void an_unknown_target_is_refused_with_those_there_are() {
    assertThatThrownBy(() -> Target.parse("ice40"))
        .hasMessage("no target 'ice40': use one of generic, xc7, xcup, ice40-hx8k, ice40-up5k");
  }

  static Stream<StreamCase> deepLayers() {
    return Stream.of(
        deeper(StreamCases.dense(34, 9, 17, 3, 0, 0, 1), 1, 0, 0, 2 + 2),
        deeper(StreamCases.dense(24, 6, 12, 2, 9, 1, 2), 1, 2, 9, 2 + 2),
        deeper(StreamCases.dense(9, 3, 9, 1, 4, 2, 0), 0, 3, 4, 1 + 1),
        deeper(StreamCases.inputDense(9, 4, 3, 4, 4, 14), 1, 2, 4, 3 + 3),
        deeper(StreamCases.scores(34, 3, 17, 3, 7, 10), 1, 0, 7, 2 + 2));
  }

  /** The same layer with more registers: later by as many cycles, else the same. */
  private static StreamCase deeper(StreamCase test, int read, int compare, int stages, int beats) {
    String module = test.toString();
    test.parameter("READ_STAGES", read);
    if (!module.startsWith("bnn_scores")) {
      test.parameter("COMPARE_STAGES", compare);
    }
    if (!module.startsWith("bnn_input_dense")) {
      test.parameter("COMPRESSORS", 1);
    }
    return test.expectLatency(beats - 1 + read + stages + compare + 4);
  }

  @ParameterizedTest
  @MethodSource("deepLayers")
  void a_deeper_layer_is_later_and_else_the_same(StreamCase test) throws IOException {
    Tools.require(ExternalTool.ICARUS);
    UnitBench bench = UnitBench.build(folder, HdlTools.RTL, List.of(test));
    for (UnitBench.Run run : UnitBench.Run.values()) {
      assertThat(bench.findFaults(run)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tb_bnn_popcount 46 -DCOMPRESSORS", "tb_bnn_at_least 22"})
  void bench_checks_itself(String row) throws IOException {
    Tools.require(ExternalTool.ICARUS);
    String[] words = row.split(" ");
    HdlTools.compile(folder, words[0], Stream.of(words).skip(2).toArray(String[]::new));
    assertThat(HdlTools.simulate(folder, List.of()).lines())
        .contains("RESULT cases=" + words[1] + " bad=0");
  }

  @Test
  void compressors_count_what_a_loop_counts_proven_for_small_widths() throws IOException {
    Tools.require(ExternalTool.YOSYS);
    Files.writeString(
        folder.resolve("proof.v"),
        """
        module proof #(parameter WIDTH = 8) (input [WIDTH-1:0] bits, output ok);
          wire [$clog2(WIDTH+1)-1:0] count;
          reg  [$clog2(WIDTH+1)-1:0] ones;
          integer i;
          always @* begin
            ones = 0;
            for (i = 0; i < WIDTH; i = i + 1) ones = ones + bits[i];
          end
          bnn_popcount #(.WIDTH(WIDTH), .COMPRESSORS(1)) u (
            .aclk(1'b0), .enable(1'b1), .bits(bits), .count(count));
          assign ok = count == ones;
        endmodule
        """);
    StringBuilder script = new StringBuilder("read_verilog -defer proof.v ");
    script.append(HdlTools.RTL).append("/*.v; design -save library; ");
    IntStream.rangeClosed(4, 16)
        .forEach(
            width ->
                script
                    .append("design -load library; hierarchy -top proof -chparam WIDTH ")
                    .append(width)
                    .append("; proc; flatten; opt; sat -prove ok 1 -verify; "));
    ToolRun run = ToolRun.run(folder, List.of("yosys", "-q", "-p", script.toString()));
    assertThat(run.exitCode()).as(run.output()).isZero();
  }

  /** The planner counts levels as the module does. */
  @Test
  void levels_are_those_of_the_module() throws IOException {
    Tools.require(ExternalTool.ICARUS);
    Files.writeString(
        folder.resolve("levels.v"),
        """
        module levels;
          genvar width;
          generate
            for (width = 4; width <= 100; width = width + 7) begin : gen_width
              wire [$clog2(width+1)-1:0] count;
              bnn_compressor #(.WIDTH(width)) u (
                .aclk(1'b0), .enable(1'b1), .bits({width{1'b0}}), .count(count));
              initial $display("%0d %0d", width, u.LEVELS);
            end
          endgenerate
        endmodule
        """);
    ToolRun.require(
        folder, List.of("iverilog", "-y", HdlTools.RTL.toString(), "-o", "bench.vvp", "levels.v"));
    assertThat(HdlTools.simulate(folder, List.of()).lines())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.iterate(4, width -> width <= 100, width -> width + 7)
                .mapToObj(width -> width + " " + Pipeline.compressorLevels(width))
                .toList());
  }
}
