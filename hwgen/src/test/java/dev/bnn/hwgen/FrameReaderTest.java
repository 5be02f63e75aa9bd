package dev.bnn.hwgen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frame files: what is in them, and that both simulators read them in beats of any width. */
class FrameReaderTest {
  /** 2·2·3·7·11·13: more than Verilator's $fscanf takes. */
  private static final int FRAME_BITS = 12_012;

  private static final int FRAMES = 3;
  private static final List<Integer> WIDTHS = List.of(1, 7, 12, 13, 33, 66, 77, 1001, 6006);

  @TempDir Path folder;

  @Test
  void words_are_written_as_a_number_and_as_bytes() {
    HexWord word = new HexWord(20);
    word.put(0, 8, 0x3a);
    word.put(8, 4, -2);
    word.put(12, 8, 0x51);
    assertThat(word).hasToString("51e3a");
    assertThat(word.toBytes()).isEqualTo("3a1e05");
    assertThat(HexWord.ofFields(2, 32, i -> i - 1).toBytes()).isEqualTo("ffffffff00000000");
  }

  @Test
  void fields_lie_where_plain_arithmetic_puts_them() {
    Random random = new Random(5);
    for (int bits = 1; bits <= 32; bits++) {
      int shift = 32 - bits;
      int[] fields = random.ints(41).map(value -> value >> shift).toArray();
      BigInteger expected = ReferenceLayer.pack(fields, bits);
      HexWord word = HexWord.ofFields(fields.length, bits, i -> fields[i]);
      assertThat(new BigInteger(word.toString(), 16)).as("%d bits", bits).isEqualTo(expected);
      assertThat(word.toBytes()).isEqualTo(ReferenceLayer.bytes(expected, 41 * bits));
    }
  }

  @Test
  void the_same_file_is_read_in_beats_of_any_width_in_both_simulators() throws IOException {
    Tools.require(ExternalTool.ICARUS);
    Tools.requireVerilator();
    Random random = new Random(77);
    List<BigInteger> frames =
        Stream.generate(() -> new BigInteger(FRAME_BITS, random)).limit(FRAMES).toList();
    Files.write(
        folder.resolve("frames.hex"),
        frames.stream().map(frame -> ReferenceLayer.bytes(frame, FRAME_BITS)).toList());
    List<String> instances = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int width : WIDTHS) {
      List<String> beats = new ArrayList<>();
      BigInteger mask = BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE);
      for (BigInteger frame : frames) {
        for (int i = 0; i < FRAME_BITS; i += width) {
          beats.add(frame.shiftRight(i).and(mask).toString(16));
        }
      }
      Files.write(folder.resolve("beats_" + width + ".hex"), beats);
      for (int halves = 0; halves <= 1; halves++) {
        instances.add(instance(width, halves, expected.size()));
        expected.add("CASE width=" + width + " halves=" + halves + " frames=" + FRAMES + " bad=0");
      }
    }
    writeBench(instances);
    HdlTools.compile(folder, "tb_bnn_bench", folder.resolve("bnn_bench.v").toString());
    buildVerilatorBench();
    for (List<String> arguments : List.of(List.of("+seed=1"), List.of("+seed=3", "+stall"))) {
      assertThat(cases(HdlTools.simulate(folder, arguments)))
          .containsExactlyInAnyOrderElementsOf(expected);
      List<String> command = new ArrayList<>(List.of("./obj_dir/bench"));
      command.addAll(arguments);
      assertThat(cases(ToolRun.require(folder, command).output()))
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({"3a1e, too short", "3a, too short", "3a1e0500, too long", "3a1e051, too long"})
  void a_line_of_another_length_ends_the_simulation(String line, String fault) throws IOException {
    Tools.require(ExternalTool.ICARUS);
    Files.write(folder.resolve("frames.hex"), List.of("000000", line, "000000"));
    Files.write(folder.resolve("beats_5.hex"), List.of("0"));
    writeBench(List.of(instance(5, 0, 0).replace("BEATS(" + FRAME_BITS / 5 + ")", "BEATS(4)")));
    HdlTools.compile(folder, "tb_bnn_bench", folder.resolve("bnn_bench.v").toString());
    assertThat(HdlTools.simulate(folder, List.of()))
        .contains("ERROR frames.hex: a line is no frame: " + fault)
        .doesNotContain("CASE");
  }

  private static List<String> cases(String output) {
    return output.lines().filter(line -> line.startsWith("CASE")).toList();
  }

  private static String instance(int width, int halves, int number) {
    return "bnn_frame_reader_case #(.WIDTH(%d), .BEATS(%d), .FRAMES(%d), .HALVES(%d),"
            .formatted(width, FRAME_BITS / width, FRAMES, halves)
        + " .FILE(\"frames.hex\"), .EXPECTED(\"beats_%d.hex\")) u_%d (.aclk(aclk),"
            .formatted(width, number)
        + " .aresetn(aresetn), .stall(stall), .seed(seed), .done(dones[%d]));".formatted(number);
  }

  private void writeBench(List<String> instances) throws IOException {
    List<String> text = new ArrayList<>();
    text.add("`timescale 1ns / 1ps");
    text.add("module bnn_bench (input wire aclk, input wire aresetn, input wire [31:0] frames,");
    text.add("    input wire stall, input wire [31:0] seed, output wire done);");
    text.add("wire [%d:0] dones;".formatted(instances.size() - 1));
    text.addAll(instances);
    text.add("assign done = &dones;");
    text.add("endmodule");
    Files.write(folder.resolve("bnn_bench.v"), text);
  }

  private void buildVerilatorBench() throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("verilator", "--cc", "--exe", "--build", "-Wno-fatal"));
    command.addAll(List.of("--top-module", "bnn_bench", "-o", "bench"));
    for (Path library : Arrays.asList(HdlTools.SIM, HdlTools.BENCH)) {
      command.addAll(List.of("-y", library.toString()));
    }
    command.addAll(
        List.of(
            folder.resolve("bnn_bench.v").toString(), HdlTools.SIM.resolve("main.cpp").toString()));
    ToolRun.require(folder, command);
  }
}
