package dev.bnn.hwgen;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A board of a bundle in Verilator, pins and all: a program whose standard input and output are the
 * wire to the host.
 *
 * <p>The netlist gets Yosys' own models of the iCE40 cells; a bitstream is read back into Verilog
 * by {@code iceunpack} and {@code icebox_vlog} first. Verilator cannot read those models as they
 * are, so Yosys writes them out as plain Verilog, one module, nothing optimized but constants. The
 * PLL passes its clock through. Neither says anything about timing: that is nextpnr's.
 */
public final class BoardSimulation implements AutoCloseable {
  /** What is simulated. */
  public enum Model {
    /** What Yosys made of the RTL. */
    NETLIST,
    /** What the FPGA is configured with. */
    BITSTREAM
  }

  /** Yosys reads them with the default values of unconnected inputs, which the cells rely on. */
  private static final String FLATTEN =
      """
      read_verilog design.v sim/ice40_pll.v
      read_verilog -defer -nooverwrite +/ice40/cells_sim.v
      hierarchy -top bnn_board
      proc
      flatten
      opt_expr
      memory -nomap
      opt_clean
      write_verilog -noattr model.v
      """;

  /** The pad of a PLL: the pin itself, which the bitstream has no wire for. */
  private static final Pattern PAD = Pattern.compile("\\.PACKAGEPIN\\(n[0-9]+\\)");

  private final TemporaryFolder folder;
  private final Path program;

  private BoardSimulation(TemporaryFolder folder, Path program) {
    this.folder = folder;
    this.program = program;
  }

  /**
   * Compiles it; minutes for a large design.
   *
   * @throws ToolMissingException if a program is not installed
   * @throws IOException if the bundle has no bitstream, or it cannot be read back
   */
  public static BoardSimulation build(BundleFolder bundle, Model model) throws IOException {
    HardwarePlan plan = bundle.plan();
    requireBitstream(bundle);
    for (ExternalTool tool : tools(model)) {
      tool.require();
    }
    TemporaryFolder folder = TemporaryFolder.create("bnn-board-");
    try {
      Path work = folder.path();
      for (String name : RtlLibrary.BOARD_SIMULATION) {
        Files.createDirectories(work.resolve("sim"));
        Files.writeString(work.resolve("sim").resolve(name), RtlLibrary.read("sim/" + name));
      }
      Files.writeString(
          work.resolve("design.v"),
          model == Model.NETLIST
              ? Files.readString(bundle.folder().resolve(BuildBitstream.NETLIST))
              : readBack(bundle, work));
      Files.writeString(work.resolve("model.ys"), FLATTEN);
      ToolRun.require(work, List.of("yosys", "-q", "model.ys"));
      ToolRun.require(work, verilator(plan));
      return new BoardSimulation(folder, work.resolve("obj/board").toAbsolutePath());
    } catch (IOException | RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  private static void requireBitstream(BundleFolder bundle) throws IOException {
    for (String name : List.of(BuildBitstream.BITSTREAM, BuildBitstream.NETLIST)) {
      if (!Files.isRegularFile(bundle.folder().resolve(name))) {
        throw new IOException(
            bundle.folder()
                + ": no "
                + name
                + ": export it with --target hx8k or icebreaker, without --no-bitstream");
      }
    }
  }

  private static List<ExternalTool> tools(Model model) {
    List<ExternalTool> simulation =
        List.of(ExternalTool.YOSYS, ExternalTool.VERILATOR, ExternalTool.CXX, ExternalTool.MAKE);
    return model == Model.NETLIST
        ? simulation
        : Stream.concat(Stream.of(ExternalTool.ICEPACK, ExternalTool.ICEBOX), simulation.stream())
            .toList();
  }

  /** The bitstream as Verilog with the names of the pins. */
  private static String readBack(BundleFolder bundle, Path work) throws IOException {
    Path bitstream = bundle.folder().resolve(BuildBitstream.BITSTREAM).toAbsolutePath();
    Path pins = bundle.folder().resolve(BoardWriter.PINS).toAbsolutePath();
    ToolRun.require(work, List.of("iceunpack", bitstream.toString(), "board.asc"));
    ToolRun read =
        ToolRun.require(
            work,
            List.of(
                "icebox_vlog", "-L", "-n", BoardWriter.MODULE, "-p", pins.toString(), "board.asc"));
    if (!read.output().contains("module " + BoardWriter.MODULE)) {
      throw new ToolException(
          "icebox_vlog did not read the bitstream back; it needs the package fpga-icestorm-chipdb");
    }
    return PAD.matcher(read.output()).replaceAll(Matcher.quoteReplacement(".PACKAGEPIN(clk)"));
  }

  private static List<String> verilator(HardwarePlan plan) {
    return List.of(
        "verilator",
        "--cc",
        "--exe",
        "--build",
        "-O3",
        "-Wno-fatal",
        "-Wno-lint",
        "-Wno-style",
        "--x-assign",
        "fast",
        "--x-initial",
        "fast",
        "--noassert",
        "--Mdir",
        "obj",
        "--top-module",
        BoardWriter.MODULE,
        "-o",
        "board",
        "-CFLAGS",
        "-O1 " + BundleMakefile.compilerOption(plan),
        "model.v",
        "sim/board.cpp");
  }

  /** The program with its arguments; standard input and output are the wire. */
  public List<String> command() {
    return List.of(program.toString(), "--stdio");
  }

  @Override
  public void close() throws IOException {
    folder.close();
  }
}
