package dev.bnn.hwgen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the library costs in 6-input LUTs, as Yosys counts: the tables of docs/benchmarks.md, kept
 * in {@code cost.csv}. The counts hold for one version of Yosys and are compared with no other;
 * {@code -Dapprove=true} writes them anew.
 */
@Tag("slow")
class CostTest {
  private static final Path TABLE = Path.of("src/test/resources/dev/bnn/hwgen/cost.csv");

  /** Words of a weight memory: too many for logic, and few enough for LUTs. */
  private static final int BLOCK_DEPTH = 512;

  private static final int LOGIC_DEPTH = 64;

  @TempDir Path folder;

  /** Luts and logic cells of one design. */
  private record Count(int luts, int cells, int flipFlops) {
    static Count of(String report) {
      String last = report.substring(report.lastIndexOf("Number of cells"));
      return new Count(
          IntStream.rangeClosed(1, 6).map(i -> number(last, "LUT" + i + " +([0-9]+)")).sum(),
          number(last, "Estimated number of LCs: +([0-9]+)"),
          number(last, "FDRE +([0-9]+)"));
    }

    private static int number(String report, String pattern) {
      Matcher matcher = Pattern.compile("\\b" + pattern).matcher(report);
      return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }
  }

  @Test
  void luts_are_those_of_the_table() throws IOException {
    Tools.require(ExternalTool.YOSYS);
    String version = "# Yosys " + ExternalTool.YOSYS.findVersion().orElseThrow();
    List<String> lines = new ArrayList<>();
    lines.add(version + ", synth_xilinx -flatten -family xcup -nowidelut");
    lines.add("module,simd,pe,depth,compressors,registers,LUT,LC,FF,LUT per MAC");
    boolean approve = Boolean.getBoolean("approve");
    if (!approve) {
      String measured = Files.readAllLines(TABLE).get(0);
      Assumptions.assumeTrue(
          measured.startsWith(version + ","), "counts are not compared: " + measured);
    }
    for (int simd : new int[] {8, 16, 32, 64, 128, 256}) {
      lines.add(popcount(simd, 0));
      lines.add(popcount(simd, 1));
    }
    for (int[] folding : new int[][] {{1, 1}, {8, 1}, {8, 8}, {32, 1}}) {
      lines.addAll(layer(folding[0], folding[1], BLOCK_DEPTH));
      lines.addAll(layer(folding[0], folding[1], LOGIC_DEPTH));
    }
    if (approve) {
      Files.write(TABLE, lines);
    }
    assertThat(lines).isEqualTo(Files.readAllLines(TABLE));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void a_layer_of_32_by_32_takes_at_most_3_1_luts_per_mac(int compressors) throws IOException {
    Tools.require(ExternalTool.YOSYS);
    String row = dense(32, 32, BLOCK_DEPTH, compressors);
    System.out.println(row);
    assertThat(lutsPerMac(row)).isLessThanOrEqualTo(3.1);
  }

  /** Minutes a point: only for the table of docs/benchmarks.md, with -Dgrid=true. */
  @ParameterizedTest
  @EnabledIfSystemProperty(named = "grid", matches = "true")
  @CsvSource({"32, 8, 512", "32, 8, 64", "32, 32, 64", "64, 16, 512", "64, 16, 64"})
  void compressors_take_no_more_luts_than_adders(int simd, int pe, int depth) throws IOException {
    Tools.require(ExternalTool.YOSYS);
    List<String> rows = layer(simd, pe, depth);
    rows.forEach(System.out::println);
    assertThat(lutsPerMac(rows.get(1))).isLessThanOrEqualTo(lutsPerMac(rows.get(0)));
  }

  private static double lutsPerMac(String row) {
    return Double.parseDouble(row.substring(row.lastIndexOf(',') + 1));
  }

  /** A popcount of products with variable weights, without registers. */
  private String popcount(int bits, int compressors) throws IOException {
    Count count =
        synthesise(
            String.format(
                """
                module cost (input [%d:0] x, input [%d:0] w, output [%d:0] count);
                  bnn_popcount #(.WIDTH(%d), .COMPRESSORS(%d)) u (
                    .aclk(1'b0), .enable(1'b1), .bits(x ~^ w), .count(count));
                endmodule
                """,
                bits - 1, bits - 1, PlanHardware.unsignedWidth(bits) - 1, bits, compressors));
    return row("bnn_popcount", bits, 1, 0, compressors, 0, count);
  }

  /** Both structures, where the planner takes compressors. */
  private List<String> layer(int simd, int pe, int depth) throws IOException {
    List<String> rows = new ArrayList<>();
    rows.add(dense(simd, pe, depth, 0));
    if (Target.GENERIC.compresses(simd)) {
      rows.add(dense(simd, pe, depth, 1));
    }
    return rows;
  }

  /** A whole layer at 100 MHz with random weights, and thresholds near the middle. */
  private String dense(int simd, int pe, int depth, int compressors) throws IOException {
    int sf = depth == BLOCK_DEPTH ? 16 : 8;
    int nf = depth / sf;
    int inputs = simd * sf;
    SplittableRandom random = new SplittableRandom(1);
    int[] thresholds = random.ints((long) pe * nf, inputs / 2 - 3, inputs / 2 + 4).toArray();
    ReferenceLayer layer = ReferenceLayer.random(random, inputs, thresholds);
    int width = PlanHardware.unsignedWidth(inputs + 1);
    Files.write(folder.resolve("w.mem"), layer.weightFile(simd, pe));
    Files.write(folder.resolve("t.mem"), layer.constantFile(pe, width));
    Pipeline pipeline =
        Pipeline.choose(
            new Pipeline.Lane(LayerPlan.Kind.DENSE, simd, width, true, 1), Target.GENERIC, 100);
    Count count =
        synthesise(
            String.format(
                """
                module cost (
                  input aclk, aresetn, input [%d:0] x, input x_valid, x_last, output x_ready,
                  output [%d:0] y, output y_valid, y_last, input y_ready);
                  bnn_dense #(.MW(%d), .MH(%d), .SIMD(%d), .PE(%d), .READ_STAGES(%d), .STAGES(%d),
                    .COMPRESSORS(%d), .WEIGHTS("w.mem"), .THRESHOLDS("t.mem"), .WEIGHT_STYLE(%d)
                  ) u (
                    .aclk(aclk), .aresetn(aresetn), .s_axis_tdata(x), .s_axis_tvalid(x_valid),
                    .s_axis_tready(x_ready), .s_axis_tlast(x_last), .s_axis_tuser(1'b0),
                    .m_axis_tdata(y), .m_axis_tvalid(y_valid), .m_axis_tready(y_ready),
                    .m_axis_tlast(y_last));
                endmodule
                """,
                simd - 1,
                pe - 1,
                inputs,
                pe * nf,
                simd,
                pe,
                pipeline.read(),
                pipeline.product(),
                compressors,
                depth == BLOCK_DEPTH
                    ? MemoryStyle.BLOCK.parameter()
                    : MemoryStyle.LOGIC.parameter()));
    return row(
        "bnn_dense", simd, pe, depth, compressors, pipeline.read() + pipeline.product(), count);
  }

  private static String row(
      String module, int simd, int pe, int depth, int compressors, int registers, Count count) {
    return String.format(
        Locale.ROOT,
        "%s,%d,%d,%d,%d,%d,%d,%d,%d,%.2f",
        module,
        simd,
        pe,
        depth,
        compressors,
        registers,
        count.luts,
        count.cells,
        count.flipFlops,
        (double) count.luts / (simd * pe));
  }

  private Count synthesise(String top) throws IOException {
    Files.writeString(folder.resolve("cost.v"), top);
    String script =
        "read_verilog -defer "
            + HdlTools.RTL
            + "/*.v cost.v; hierarchy -check -top cost;"
            + " synth_xilinx -flatten -family xcup -nowidelut -noiopad -top cost;"
            + " tee -q -o count.txt stat -tech xilinx";
    ToolRun.require(folder, List.of("yosys", "-q", "-p", script));
    return Count.of(Files.readString(folder.resolve("count.txt")));
  }
}
