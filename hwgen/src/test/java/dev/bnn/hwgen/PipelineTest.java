package dev.bnn.hwgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Depth of the lanes: how it is chosen. */
class PipelineTest {
  @TempDir Path folder;

  private static Pipeline.Lane lane(LayerPlan.Kind kind, int simd) {
    return new Pipeline.Lane(kind, simd, 11, true, 1);
  }

  private static int registers(Pipeline pipeline) {
    return pipeline.read() + pipeline.product() + pipeline.compare();
  }

  @ParameterizedTest
  @MethodSource("dev.bnn.hwgen.Target#all")
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
        .hasMessage(
            "no target 'ice40': use one of generic, xc7, xcup, xc7z020, xc7z045, xczu7ev, xck26,"
                + " xcku115, xcu250, ice40-hx8k, ice40-up5k, ecp5-85f, hx8k, icebreaker");
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
